package dev.kheish.host.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.store.Store;
import dev.kheish.spi.StateMap;

import jakarta.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The steps that earlier attempts of a delivery have done, in its row. Safe for use by many
 * threads.
 */
final class Progress implements StateMap {
    private static final int MOST_KEYS = 1000;
    private static final int LONGEST_KEY = 255;
    private static final int LARGEST_VALUE = 64 * 1024;

    private final Store store;
    private final long delivery;
    private final ObjectNode steps;

    Progress(Store store, long delivery, @Nullable String json) {
        this.store = store;
        this.delivery = delivery;
        this.steps = json == null ? Json.object() : (ObjectNode) Json.readStored(json);
    }

    @Override
    public synchronized Optional<JsonValue> get(String key) {
        JsonNode value = steps.get(key);
        return value == null ? Optional.empty() : Optional.of(OutputBody.value(Json.write(value)));
    }

    @Override
    public synchronized void put(String key, JsonValue value) {
        String json = value.toString();
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            throw new IllegalArgumentException("A key of progress has 1 to 255 characters");
        }
        if (json.getBytes(StandardCharsets.UTF_8).length > LARGEST_VALUE) {
            throw new IllegalArgumentException("A value of progress has at most 64 KiB of JSON");
        }
        if (!steps.has(key) && steps.size() == MOST_KEYS) {
            throw new IllegalArgumentException("Progress has at most 1000 keys");
        }
        ObjectNode next = steps.deepCopy();
        next.set(key, Json.readStored(json));
        save(next);
        steps.set(key, next.get(key));
    }

    @Override
    public synchronized void remove(String key) {
        ObjectNode next = steps.deepCopy();
        if (next.remove(key) != null) {
            save(next);
            steps.remove(key);
        }
    }

    /**
     * A step that was done must be remembered even if the attempt is being interrupted just now.
     */
    private void save(ObjectNode next) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    store.write(
                            tx ->
                                    tx.update(
                                            "update delivery set progress = ? where seq = ?",
                                            next.isEmpty() ? null : Json.write(next),
                                            delivery));
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
