package dev.kheish.testkit;

import dev.kheish.spi.StateMap;

import jakarta.json.JsonValue;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps values in memory, under the limits of the real one. Safe for use by many threads. */
public final class FakeStateMap implements StateMap {
    private static final int MOST_KEYS = 1000;
    private static final int LONGEST_KEY = 255;
    private static final int LARGEST_VALUE = 64 * 1024;

    private final Map<String, JsonValue> values = Collections.synchronizedMap(new TreeMap<>());

    @Override
    public Optional<JsonValue> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    @Override
    public void put(String key, JsonValue value) {
        boolean fits =
                !key.isEmpty()
                        && key.length() <= LONGEST_KEY
                        && value.toString().length() <= LARGEST_VALUE
                        && (values.containsKey(key) || values.size() < MOST_KEYS);
        if (!fits) {
            throw new IllegalArgumentException("the host would not keep " + key);
        }
        values.put(key, value);
    }

    @Override
    public void remove(String key) {
        values.remove(key);
    }

    /** What is kept now, by key. */
    public Map<String, JsonValue> values() {
        return Map.copyOf(values);
    }
}
