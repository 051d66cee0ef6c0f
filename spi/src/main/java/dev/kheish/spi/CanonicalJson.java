package dev.kheish.spi;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Writes equal JSON values as equal bytes: members sorted by UTF-8 byte order at every level, no
 * white space, only {@code "}, {@code \} and control characters escaped. Pure; safe for use by many
 * threads.
 *
 * <p>The form is that of compact serde_json with sorted maps, so that fingerprints computed
 * elsewhere compare equal. Numbers are written as {@link jakarta.json.JsonNumber#toString} gives
 * them.
 */
public final class CanonicalJson {
    private static final int USUAL_LENGTH = 1024;

    // Copied for each text: to look one up costs as much as to use it.
    private static final MessageDigest SHA256 = sha256();

    private CanonicalJson() {}

    /** Lower-case hex of SHA-256 over {@link #write}. */
    public static String sha256(JsonValue value) {
        return sha256(write(value));
    }

    /** Lower-case hex of SHA-256 over the UTF-8 bytes of a text. */
    public static String sha256(String text) {
        byte[] digest = copyOfSha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    private static MessageDigest copyOfSha256() {
        try {
            return (MessageDigest) SHA256.clone();
        } catch (CloneNotSupportedException e) {
            return sha256(); // a provider may not copy, and looking up always works
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The canonical text. */
    public static String write(JsonValue value) {
        StringBuilder out = new StringBuilder(USUAL_LENGTH);
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, JsonValue value) {
        switch (value.getValueType()) {
            case OBJECT -> appendObject(out, value.asJsonObject());
            case ARRAY -> appendArray(out, value.asJsonArray());
            case STRING -> appendString(out, ((JsonString) value).getString());
            case NUMBER -> out.append(value);
            case TRUE -> out.append("true");
            case FALSE -> out.append("false");
            case NULL -> out.append("null");
        }
    }

    private static void appendObject(StringBuilder out, JsonObject object) {
        List<Map.Entry<String, JsonValue>> members = new ArrayList<>(object.entrySet());
        members.sort(Map.Entry.comparingByKey(CanonicalJson::compareUtf8));
        out.append('{');
        String separator = "";
        for (Map.Entry<String, JsonValue> member : members) {
            out.append(separator);
            appendString(out, member.getKey());
            out.append(':');
            append(out, member.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private static void appendArray(StringBuilder out, JsonArray array) {
        out.append('[');
        String separator = "";
        for (JsonValue element : array) {
            out.append(separator);
            append(out, element);
            separator = ",";
        }
        out.append(']');
    }

    private static void appendString(StringBuilder out, String text) {
        out.append('"');
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                out.append(text, plain, i);
                appendEscaped(out, c);
                plain = i + 1;
            }
        }
        out.append(text, plain, text.length()).append('"');
    }

    private static void appendEscaped(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
        }
    }

    // UTF-16 order differs from UTF-8 order only where a surrogate meets a character above U+D7FF.
    private static int compareUtf8(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean xs = Character.isSurrogate(x);
                boolean ys = Character.isSurrogate(y);
                return xs == ys ? Character.compare(x, y) : xs ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
