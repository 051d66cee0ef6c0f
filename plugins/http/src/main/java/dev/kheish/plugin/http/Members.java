package dev.kheish.plugin.http;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The members of one JSON object that a sender wrote. Every complaint names the member. Null counts
 * as absent. Immutable.
 */
final class Members {
    private static final int SHOWN_NAME = 64;

    private final JsonObject object;
    private final String where;

    private Members(JsonObject object, String where) {
        this.object = object;
        this.where = where;
    }

    /**
     * Takes an object whose members are all known.
     *
     * @param where path of the object, such as {@code input_items[0]}; empty for the outermost
     */
    static Members of(JsonValue value, String where, Set<String> known) {
        Members members = of(value, where);
        for (String name : members.object.keySet()) {
            if (!known.contains(name)) {
                throw members.unknown(name, known);
            }
        }
        return members;
    }

    /** Takes an object whose members are checked later, with {@link #allowOnly}. */
    static Members of(JsonValue value, String where) {
        if (!(value instanceof JsonObject object)) {
            String subject = where.isEmpty() ? "The body" : "'" + where + "'";
            throw new BadInputException(
                    subject + " must be a JSON object, but is " + kindOf(value) + ".");
        }
        return new Members(object, where);
    }

    /** Refuses any member that is not known. */
    void allowOnly(Set<String> known) {
        of(object, where, known);
    }

    /** The text as it was sent, or null when absent. */
    @Nullable
    String text(String name) {
        JsonValue value = object.get(name);
        if (value == null || value.getValueType() == JsonValue.ValueType.NULL) {
            return null;
        }
        if (value instanceof JsonString string) {
            return string.getString();
        }
        throw wrongType(name, "a string", value);
    }

    /** The text without white space around it, or null when that leaves nothing. */
    @Nullable
    String id(String name, int maxBytes) {
        String text = text(name);
        if (text == null || text.isBlank()) {
            return null;
        }
        String id = text.strip();
        if (Limits.utf8Bytes(id) > maxBytes) {
            throw tooLong(name, maxBytes);
        }
        return id;
    }

    /** {@link #id} that must be there. */
    String requiredId(String name, int maxBytes) {
        String id = id(name, maxBytes);
        if (id == null) {
            throw new BadInputException("'" + path(name) + "' is missing or blank.");
        }
        return id;
    }

    /** {@link #text} that must be there, blank or not. */
    String requiredText(String name) {
        String text = text(name);
        if (text == null) {
            throw new BadInputException("'" + path(name) + "' is missing.");
        }
        return text;
    }

    boolean flag(String name) {
        JsonValue value = any(name);
        return switch (value.getValueType()) {
            case TRUE -> true;
            case FALSE, NULL -> false;
            default -> throw wrongType(name, "true or false", value);
        };
    }

    List<JsonValue> list(String name, int max) {
        JsonValue value = any(name);
        if (value.getValueType() == JsonValue.ValueType.NULL) {
            return List.of();
        }
        if (value.getValueType() != JsonValue.ValueType.ARRAY) {
            throw wrongType(name, "a list", value);
        }
        if (value.asJsonArray().size() > max) {
            throw new BadInputException(
                    "'" + path(name) + "' has more than " + max + " elements; send fewer.");
        }
        return value.asJsonArray();
    }

    /** Whatever is there; JSON null when nothing is. */
    JsonValue any(String name) {
        return object.getOrDefault(name, JsonValue.NULL);
    }

    /** The way to a member from the outermost object. */
    String path(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }

    BadInputException tooLong(String name, int maxBytes) {
        return new BadInputException(
                "'" + path(name) + "' is longer than " + maxBytes + " bytes of UTF-8.");
    }

    static BadInputException wrongType(String path, String wanted, JsonValue value, String hint) {
        return new BadInputException(
                "'" + path + "' must be " + wanted + ", but is " + kindOf(value) + "." + hint);
    }

    private BadInputException wrongType(String name, String wanted, JsonValue value) {
        return wrongType(path(name), wanted, value, "");
    }

    private BadInputException unknown(String name, Set<String> known) {
        int shownLength = Math.min(name.codePointCount(0, name.length()), SHOWN_NAME);
        int end = name.offsetByCodePoints(0, shownLength);
        String shown = end < name.length() ? name.substring(0, end) + "…" : name;
        String guess =
                NearestName.of(name, known)
                        .map(nearest -> " Did you mean '" + path(nearest) + "'?")
                        .orElse("");
        return new BadInputException("'" + path(shown) + "' is no known member." + guess);
    }

    private static String kindOf(JsonValue value) {
        return switch (value.getValueType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case TRUE, FALSE, NULL -> value.toString().toLowerCase(Locale.ROOT);
        };
    }
}
