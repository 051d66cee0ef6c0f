package dev.kheish.plugin.slack;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import java.util.List;

/**
 * Reads the members that matter from an object of Slack's, which may have any number of others and
 * gains new ones over time. Immutable.
 */
record Members(JsonObject object, String where) {
    /** Takes an object; {@code where} is its name in messages. */
    static Members of(JsonValue value, String where) {
        if (value instanceof JsonObject object) {
            return new Members(object, where);
        }
        throw new BadInputException(
                (where.isEmpty() ? "The body" : "'" + where + "'") + " must be a JSON object.");
    }

    /**
     * The text of an id, trimmed; null when it is absent or blank. What is no text counts as
     * absent: some events have whole objects under the names that others use for ids.
     */
    @Nullable
    String id(String name) {
        String written = written(name);
        return written == null || written.isEmpty() ? null : written;
    }

    /** {@link #id}, but empty where the member is there and blank. */
    @Nullable
    String written(String name) {
        if (!(object.get(name) instanceof JsonString text)) {
            return null;
        }
        String id = text.getString().strip();
        // Counted only where it may be too long: no character has more than four bytes.
        if (id.length() > Limits.ID_BYTES / 4 && Limits.utf8Bytes(id) > Limits.ID_BYTES) {
            throw new BadInputException(
                    "'%s' is longer than %d bytes of UTF-8."
                            .formatted(path(name), Limits.ID_BYTES));
        }
        return id;
    }

    /** The text as it is; empty when absent. */
    String text(String name) {
        JsonValue value = object.get(name);
        if (value == null || value.getValueType() == JsonValue.ValueType.NULL) {
            return "";
        }
        if (value instanceof JsonString text) {
            return text.getString();
        }
        throw new BadInputException("'" + path(name) + "' must be a string.");
    }

    boolean flag(String name) {
        return JsonValue.TRUE.equals(object.get(name));
    }

    /** A whole number of at least 0; -1 when there is none. */
    long number(String name) {
        return object.get(name) instanceof JsonNumber number && number.isIntegral()
                ? number.longValue()
                : -1;
    }

    /** The object, or null when there is none. */
    @Nullable
    Members object(String name) {
        JsonValue value = object.get(name);
        if (value == null || value.getValueType() == JsonValue.ValueType.NULL) {
            return null;
        }
        return of(value, path(name));
    }

    /** The objects of a list; none when it is absent. */
    List<Members> objects(String name) {
        JsonValue value = object.get(name);
        if (value == null || value.getValueType() == JsonValue.ValueType.NULL) {
            return List.of();
        }
        if (value instanceof JsonArray array) {
            return array.stream().map(element -> of(element, path(name))).toList();
        }
        throw new BadInputException("'" + path(name) + "' must be a list.");
    }

    private String path(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }
}
