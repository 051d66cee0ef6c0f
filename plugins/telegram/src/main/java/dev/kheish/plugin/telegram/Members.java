package dev.kheish.plugin.telegram;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import java.util.List;

/**
 * Reads the members that matter from an object of Telegram's, which may have any number of others
 * and gains new ones over time. Throws {@link BadInputException} for a wrong type. Immutable.
 */
record Members(JsonObject object, String where) {
    /** Takes an object; {@code where} is its name in messages. */
    static Members of(JsonValue value, String where) {
        if (value instanceof JsonObject object) {
            return new Members(object, where);
        }
        throw new BadInputException(
                (where.isEmpty() ? "The update" : "'" + where + "'") + " must be a JSON object.");
    }

    /** The text as it is; null when absent. */
    @Nullable
    String text(String name) {
        JsonValue value = present(name);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonString text) {
            return text.getString();
        }
        throw new BadInputException("'" + path(name) + "' must be a string.");
    }

    /** A text that has to be there, not blank and not endless. */
    String id(String name) {
        String id = text(name);
        if (id == null || id.isBlank()) {
            throw new BadInputException("'" + path(name) + "' is missing.");
        }
        if (Limits.utf8Bytes(id) > Limits.ID_BYTES) {
            throw new BadInputException(
                    "'%s' is longer than %d bytes of UTF-8."
                            .formatted(path(name), Limits.ID_BYTES));
        }
        return id;
    }

    boolean flag(String name) {
        return JsonValue.TRUE.equals(object.get(name));
    }

    /** Whether it is there and says yes or no. */
    boolean tells(String name) {
        JsonValue value = object.get(name);
        return JsonValue.TRUE.equals(value) || JsonValue.FALSE.equals(value);
    }

    /** A whole number of 64 bits; null when absent. */
    @Nullable
    Long number(String name) {
        JsonValue value = present(name);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonNumber number && number.isIntegral()) {
            try {
                return number.longValueExact();
            } catch (ArithmeticException e) {
                throw new BadInputException("'" + path(name) + "' is too large a number.");
            }
        }
        throw new BadInputException("'" + path(name) + "' must be a whole number.");
    }

    /** A whole number that has to be there. */
    long required(String name) {
        Long number = number(name);
        if (number == null) {
            throw new BadInputException("'" + path(name) + "' is missing.");
        }
        return number;
    }

    /** The object, or null when there is none. */
    @Nullable
    Members object(String name) {
        JsonValue value = present(name);
        return value == null ? null : of(value, path(name));
    }

    /** The objects of a list; none when it is absent. */
    List<Members> objects(String name) {
        JsonValue value = present(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof JsonArray array) {
            return array.stream().map(element -> of(element, path(name))).toList();
        }
        throw new BadInputException("'" + path(name) + "' must be a list.");
    }

    boolean has(String name) {
        return present(name) != null;
    }

    private @Nullable JsonValue present(String name) {
        JsonValue value = object.get(name);
        return value == null || value.getValueType() == JsonValue.ValueType.NULL ? null : value;
    }

    private String path(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }
}
