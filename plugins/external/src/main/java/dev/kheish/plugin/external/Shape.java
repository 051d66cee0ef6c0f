package dev.kheish.plugin.external;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The members of one JSON object that a sidecar sent. Members that are not asked for are ignored;
 * every complaint is a {@link ShapeException} that names the member. Immutable.
 */
final class Shape {
    private final JsonObject object;
    private final String where;

    private Shape(JsonObject object, String where) {
        this.object = object;
        this.where = where;
    }

    /**
     * @param where path of the value, such as {@code events[0]}; empty for the outermost
     */
    static Shape of(JsonValue value, String where) {
        if (value instanceof JsonObject object) {
            return new Shape(object, where);
        }
        String subject = where.isEmpty() ? "The body" : "'" + where + "'";
        throw new ShapeException(subject + " must be a JSON object, but is " + kindOf(value) + ".");
    }

    /** The text that must be there. */
    String text(String name) {
        JsonValue value = object.get(name);
        if (value == null) {
            throw new ShapeException("'" + path(name) + "' is missing.");
        }
        return text(path(name), value);
    }

    /** The text; absent is {@code otherwise}, null is not allowed. */
    String textOr(String name, String otherwise) {
        return object.containsKey(name) ? text(name) : otherwise;
    }

    /** The text; null when absent or null. */
    @Nullable
    String optionalText(String name) {
        return isAbsent(name) ? null : text(name);
    }

    /** A whole number from 0 on that fits into {@code bits} bits; null when absent or null. */
    @Nullable
    JsonNumber optionalNumber(String name, int bits) {
        if (isAbsent(name)) {
            return null;
        }
        if (object.get(name) instanceof JsonNumber number) {
            // A fraction or an exponent makes it no whole number, however it comes out.
            boolean whole = number.toString().chars().allMatch(c -> c >= '0' && c <= '9');
            if (whole && number.bigIntegerValue().bitLength() <= bits) {
                return number;
            }
            throw new ShapeException(
                    "'%s' must be a whole number from 0 to 2^%d - 1.".formatted(path(name), bits));
        }
        throw wrong(path(name), "a number", object.get(name));
    }

    /** The elements; none when absent, null is not allowed. */
    List<JsonValue> list(String name) {
        JsonValue value = object.get(name);
        if (value == null) {
            return List.of();
        }
        if (value.getValueType() != JsonValue.ValueType.ARRAY) {
            throw wrong(path(name), "a list", value);
        }
        return value.asJsonArray();
    }

    /** The texts of a list; none when absent, null is not allowed. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonValue element : list(name)) {
            texts.add(text(path(name) + "[" + texts.size() + "]", element));
        }
        return List.copyOf(texts);
    }

    /** The object; an empty one when absent, null is not allowed. */
    Shape object(String name) {
        return of(object.getOrDefault(name, JsonValue.EMPTY_JSON_OBJECT), path(name));
    }

    /** The object; null when absent or null. */
    @Nullable
    Shape optionalObject(String name) {
        return isAbsent(name) ? null : object(name);
    }

    /** Whatever is there; JSON null when nothing is. */
    JsonValue any(String name) {
        return object.getOrDefault(name, JsonValue.NULL);
    }

    /** The way to a member from the outermost object. */
    String path(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }

    private boolean isAbsent(String name) {
        return any(name).getValueType() == JsonValue.ValueType.NULL;
    }

    private static String text(String path, JsonValue value) {
        if (value instanceof JsonString text) {
            return text.getString();
        }
        throw wrong(path, "text", value);
    }

    private static ShapeException wrong(String path, String wanted, @Nullable JsonValue value) {
        return new ShapeException(
                "'" + path + "' must be " + wanted + ", but is " + kindOf(value) + ".");
    }

    private static String kindOf(@Nullable JsonValue value) {
        if (value == null) {
            return "missing";
        }
        return switch (value.getValueType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> "text";
            case NUMBER -> "a number";
            case TRUE, FALSE, NULL -> value.toString().toLowerCase(Locale.ROOT);
        };
    }
}
