package dev.kheish.sidecar.json;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON text by RFC 8259 and refuses what it leaves open: duplicate members, lone
 * surrogates, a byte order mark, more than {@value #MAX_DEPTH} levels. For one thread.
 *
 * <p>What comes out cannot be changed. Whole numbers are {@link Long} where they fit, all others
 * {@link BigDecimal}; members keep their order.
 */
public final class JsonReader {
    /** Levels of arrays and objects; the reader calls itself once for each. */
    public static final int MAX_DEPTH = 100;

    /** Longer ones are nobody's number, and converting them costs more than linear time. */
    private static final int MAX_NUMBER_LENGTH = 400;

    private static final int MAX_LONG_DIGITS = 18;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /** The value of a whole text. */
    public static @Nullable Object read(String text) {
        var reader = new JsonReader(text);
        Object value = reader.value(0);
        reader.skipBlanks();
        if (reader.at < text.length()) {
            throw reader.wrong("more text after the end of the value");
        }
        return value;
    }

    /** The value of a whole text in UTF-8; malformed UTF-8 is refused. */
    public static @Nullable Object read(byte[] utf8) {
        try {
            return read(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
        } catch (CharacterCodingException e) {
            throw new MalformedJson("bytes that are not UTF-8");
        }
    }

    private @Nullable Object value(int depth) {
        skipBlanks();
        return switch (peek()) {
            case '{' -> object(depth + 1);
            case '[' -> array(depth + 1);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw wrong("no value begins like this");
        };
    }

    private Map<String, @Nullable Object> object(int depth) {
        enter(depth);
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        skipBlanks();
        if (took('}')) {
            return Collections.unmodifiableMap(members);
        }
        do {
            skipBlanks();
            if (peek() != '"') {
                throw wrong("a member's name was expected");
            }
            int start = at;
            String name = string();
            if (members.containsKey(name)) {
                at = start;
                throw wrong("a member that is there already");
            }
            skipBlanks();
            expect(':');
            members.put(name, value(depth));
            skipBlanks();
        } while (took(','));
        expect('}');
        return Collections.unmodifiableMap(members);
    }

    private List<@Nullable Object> array(int depth) {
        enter(depth);
        List<@Nullable Object> items = new ArrayList<>();
        skipBlanks();
        if (took(']')) {
            return Collections.unmodifiableList(items);
        }
        do {
            items.add(value(depth));
            skipBlanks();
        } while (took(','));
        expect(']');
        return Collections.unmodifiableList(items);
    }

    private void enter(int depth) {
        if (depth > MAX_DEPTH) {
            throw wrong("more than " + MAX_DEPTH + " levels");
        }
        at++;
    }

    private String string() {
        at++;
        int start = at;
        int end = start;
        while (end < text.length() && isPlain(text.charAt(end))) {
            end++;
        }
        if (end < text.length() && text.charAt(end) == '"') {
            at = end + 1;
            return text.substring(start, end);
        }
        var built = new StringBuilder(end - start + 16).append(text, start, end);
        at = end;
        for (; ; ) {
            char c = next();
            if (c == '"') {
                return built.toString();
            }
            append(built, c);
        }
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c);
    }

    private void append(StringBuilder built, char read) {
        if (read < ' ') {
            at--;
            throw wrong("a control character in a text");
        }
        char c = read == '\\' ? escaped() : read;
        if (Character.isLowSurrogate(c)) {
            throw wrong("half of a character");
        }
        built.append(c);
        if (Character.isHighSurrogate(c)) {
            char second = next();
            if (second == '\\') {
                second = escaped();
            }
            if (!Character.isLowSurrogate(second)) {
                throw wrong("half of a character");
            }
            built.append(second);
        }
    }

    private char escaped() {
        return switch (next()) {
            case '"' -> '"';
            case '\\' -> '\\';
            case '/' -> '/';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> fourHexDigits();
            default -> throw wrong("an escape that JSON does not have");
        };
    }

    private char fourHexDigits() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char c = next();
            // Character.digit would take digits of other scripts.
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw wrong("an escape without four hexadecimal digits");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private Object number() {
        int start = at;
        took('-');
        if (!took('0')) {
            digits();
        }
        boolean whole = true;
        if (took('.')) {
            whole = false;
            digits();
        }
        if (took('e') || took('E')) {
            whole = false;
            if (!took('+')) {
                took('-');
            }
            digits();
        }
        if (at - start > MAX_NUMBER_LENGTH) {
            at = start;
            throw wrong("a number of more than " + MAX_NUMBER_LENGTH + " characters");
        }
        return converted(text.substring(start, at), whole);
    }

    private Object converted(String number, boolean whole) {
        if (whole && number.length() <= MAX_LONG_DIGITS) {
            return Long.valueOf(number);
        }
        BigDecimal exact;
        try {
            exact = new BigDecimal(number);
        } catch (NumberFormatException e) {
            throw wrong("a number with an exponent beyond all bounds");
        }
        boolean fits = whole && exact.toBigInteger().bitLength() < Long.SIZE;
        return fits ? (Object) exact.longValue() : exact;
    }

    private void digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw wrong("a digit was expected");
        }
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong("no value begins like this");
        }
        at += word.length();
        return value;
    }

    private void skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong("the text ends too early");
        }
        return text.charAt(at);
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }

    private boolean took(char wanted) {
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) {
        if (!took(wanted)) {
            peek();
            throw wrong("'" + wanted + "' was expected");
        }
    }

    private MalformedJson wrong(String what) {
        return new MalformedJson(what + ", at character " + (at + 1));
    }
}
