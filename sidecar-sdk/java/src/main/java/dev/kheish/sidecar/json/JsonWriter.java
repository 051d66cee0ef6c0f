package dev.kheish.sidecar.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;

/** Writes plain Java values as compact JSON. Stateless. */
public final class JsonWriter {
    private static final String HEX = "0123456789abcdef";

    private JsonWriter() {}

    /**
     * The JSON text of a value. Halves of characters, which no JSON text may have, become U+FFFD.
     *
     * @throws IllegalArgumentException for a value of another type, NaN, an infinity, or more than
     *     {@link JsonReader#MAX_DEPTH} levels (a list that contains itself, say)
     */
    public static String write(@Nullable Object value) {
        var out = new StringBuilder();
        write(out, value, 0);
        return out.toString();
    }

    // Not a switch over types: what the JVM sets up for the first one costs a sidecar's start more
    // than all its classes.
    @SuppressWarnings("IfChainToSwitch")
    private static void write(StringBuilder out, @Nullable Object value, int depth) {
        if (depth > JsonReader.MAX_DEPTH) {
            throw new IllegalArgumentException("More than " + JsonReader.MAX_DEPTH + " levels.");
        }
        if (value == null) {
            out.append("null");
        } else if (value instanceof String text) {
            string(out, text);
        } else if (value instanceof Boolean flag) {
            out.append(flag.booleanValue());
        } else if (value instanceof Number number) {
            out.append(number(number));
        } else if (value instanceof Map<?, ?> members) {
            object(out, members, depth);
        } else if (value instanceof Collection<?> items) {
            array(out, items, depth);
        } else {
            throw new IllegalArgumentException(
                    value.getClass().getName() + " is not a JSON value.");
        }
    }

    private static void object(StringBuilder out, Map<?, ?> members, int depth) {
        char before = '{';
        for (Map.Entry<?, ?> member : members.entrySet()) {
            if (!(member.getKey() instanceof String name)) {
                throw new IllegalArgumentException("The name of a member is not a String.");
            }
            out.append(before);
            before = ',';
            string(out, name);
            out.append(':');
            write(out, member.getValue(), depth + 1);
        }
        out.append(before == '{' ? "{}" : "}");
    }

    private static void array(StringBuilder out, Collection<?> items, int depth) {
        char before = '[';
        for (Object item : items) {
            out.append(before);
            before = ',';
            write(out, item, depth + 1);
        }
        out.append(before == '[' ? "[]" : "]");
    }

    private static String number(Number number) {
        boolean whole =
                number instanceof Long
                        || number instanceof Integer
                        || number instanceof Short
                        || number instanceof Byte
                        || number instanceof BigInteger;
        boolean finite =
                (number instanceof Double d && Double.isFinite(d))
                        || (number instanceof Float f && Float.isFinite(f));
        if (!whole && !finite && !(number instanceof BigDecimal)) {
            throw new IllegalArgumentException(
                    "A number that JSON does not have: "
                            + number.getClass().getName()
                            + ", or not finite.");
        }
        return number.toString();
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                control(out, c);
            } else if (!Character.isSurrogate(c)) {
                out.append(c);
            } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                out.append(c).append(text.charAt(i + 1));
                i++;
            } else {
                out.append('\ufffd');
            }
        }
        out.append('"');
    }

    private static void control(StringBuilder out, char c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
        }
    }
}
