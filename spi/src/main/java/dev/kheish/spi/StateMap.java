package dev.kheish.spi;

import jakarta.json.JsonValue;

import java.util.Optional;

/**
 * A small durable map: at most 1000 keys of at most 255 characters, each with at most 64 KiB of
 * JSON. Safe for use by many threads. Changes are on disk when the call returns.
 */
public interface StateMap {
    /** The stored value. */
    Optional<JsonValue> get(String key);

    /** Stores a value over whatever was there. */
    void put(String key, JsonValue value);

    /** Forgets a key; no matter if it is not there. */
    void remove(String key);
}
