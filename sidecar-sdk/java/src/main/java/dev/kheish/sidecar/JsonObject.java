package dev.kheish.sidecar;

import dev.kheish.sidecar.json.JsonReader;
import dev.kheish.sidecar.json.JsonWriter;
import dev.kheish.sidecar.json.MalformedJson;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A JSON object that cannot be changed; members keep their order. Two are equal if their members
 * are.
 *
 * <p>Values are {@link String}, {@link Long} (whole numbers that fit), {@link java.math.BigDecimal}
 * (all other numbers), {@link Boolean}, {@link List}, {@link Map} and {@code null}. The getters
 * take a member that is {@code null} as absent, and refuse one of another type.
 */
public final class JsonObject {
    private static final JsonObject EMPTY = new JsonObject(Map.of());

    private final Map<String, @Nullable Object> members;

    private JsonObject(Map<String, @Nullable Object> members) {
        this.members = members;
    }

    /** {@code {}}. */
    public static JsonObject empty() {
        return EMPTY;
    }

    /**
     * Reads a text strictly: duplicate members, halves of characters and more than 100 levels are
     * refused.
     *
     * @throws JsonException if it is not JSON, or not an object
     */
    public static JsonObject parse(String text) {
        try {
            return fromValue(JsonReader.read(text));
        } catch (MalformedJson e) {
            throw new JsonException("Not JSON: " + e.getMessage() + ".");
        }
    }

    static JsonObject parse(byte[] utf8) {
        try {
            return fromValue(JsonReader.read(utf8));
        } catch (MalformedJson e) {
            throw new JsonException("Not JSON: " + e.getMessage() + ".");
        }
    }

    /**
     * Copies a map with its maps, lists and {@code JsonObject}s. Any {@link Number} of the JDK may
     * stand in it.
     *
     * @throws IllegalArgumentException for a value that JSON does not have
     */
    public static JsonObject of(Map<String, ?> members) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        members.forEach((name, value) -> copy.put(name, plain(value)));
        // Writing visits everything: what JSON cannot say shows here, not when it is sent.
        String text = JsonWriter.write(copy);
        return parse(text);
    }

    /** A map that the reader made, as it is. */
    static JsonObject ofRead(Map<?, ?> map) {
        return new JsonObject(members(map));
    }

    private static JsonObject fromValue(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new JsonObject(members(map));
        }
        throw new JsonException("Not a JSON object.");
    }

    // What the reader made has texts for names, and nothing else can get here.
    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> members(Map<?, ?> map) {
        return (Map<String, @Nullable Object>) map;
    }

    /** Any JSON value with the objects in it as plain maps. */
    static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof JsonObject object) {
            return object.members;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((name, member) -> copy.put(name, plain(member)));
            return copy;
        }
        if (value instanceof Collection<?> items) {
            List<@Nullable Object> copy = new ArrayList<>();
            items.forEach(item -> copy.add(plain(item)));
            return copy;
        }
        return value;
    }

    /** The same with one member more, or another value for one. */
    public JsonObject with(String name, Object value) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(members);
        copy.put(name, value);
        return of(copy);
    }

    /** True if the member is there and not {@code null}. */
    public boolean has(String name) {
        return members.get(name) != null;
    }

    /**
     * A member that is a text.
     *
     * @throws JsonException if it is something else
     */
    public Optional<String> text(String name) {
        Object value = members.get(name);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        throw new JsonException("'" + name + "' is not a text.");
    }

    /**
     * A member that must be there and be a text.
     *
     * @throws JsonException if it is not
     */
    public String requiredText(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    /**
     * A member that is a whole number.
     *
     * @throws JsonException if it is something else, or beyond 64 bits
     */
    public OptionalLong integer(String name) {
        Object value = members.get(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof Long whole) {
            return OptionalLong.of(whole);
        }
        throw new JsonException("'" + name + "' is not a whole number.");
    }

    /**
     * A member that is {@code true} or {@code false}.
     *
     * @throws JsonException if it is something else
     */
    public Optional<Boolean> flag(String name) {
        Object value = members.get(name);
        if (value == null || value instanceof Boolean) {
            return Optional.ofNullable((Boolean) value);
        }
        throw new JsonException("'" + name + "' is neither true nor false.");
    }

    /**
     * A member that is an object.
     *
     * @throws JsonException if it is something else
     */
    public Optional<JsonObject> object(String name) {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Map<?, ?> map) {
            return Optional.of(new JsonObject(members(map)));
        }
        throw new JsonException("'" + name + "' is not an object.");
    }

    /**
     * A member that is a list of texts; an absent one is an empty list.
     *
     * @throws JsonException if it is something else
     */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object item : list(name)) {
            if (!(item instanceof String text)) {
                throw new JsonException("'" + name + "' has an item that is not a text.");
            }
            texts.add(text);
        }
        return Collections.unmodifiableList(texts);
    }

    /**
     * A member that is a list of objects; an absent one is an empty list.
     *
     * @throws JsonException if it is something else
     */
    public List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (Object item : list(name)) {
            if (!(item instanceof Map<?, ?> map)) {
                throw new JsonException("'" + name + "' has an item that is not an object.");
            }
            objects.add(new JsonObject(members(map)));
        }
        return Collections.unmodifiableList(objects);
    }

    /** The members as plain values; a member may be {@code null}. Cannot be changed. */
    public Map<String, @Nullable Object> asMap() {
        return members;
    }

    private List<?> list(String name) {
        Object value = members.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> items) {
            return items;
        }
        throw new JsonException("'" + name + "' is not a list.");
    }

    static JsonException missing(String name) {
        return new JsonException("'" + name + "' is missing.");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonObject object && members.equals(object.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    /** The object as compact JSON. */
    @Override
    public String toString() {
        return JsonWriter.write(members);
    }
}
