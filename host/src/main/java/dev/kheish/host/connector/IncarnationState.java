package dev.kheish.host.connector;

import dev.kheish.host.json.Json;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Work;
import dev.kheish.spi.StateMap;

import jakarta.json.JsonReader;
import jakarta.json.JsonValue;

import java.io.StringReader;
import java.util.Map;
import java.util.Optional;

/** The small durable map of one incarnation, as its connector sees it. */
final class IncarnationState implements StateMap {
    private final Store store;
    private final long incarnation;
    private final Runnable openCheck;

    IncarnationState(Store store, long incarnation, Runnable openCheck) {
        this.store = store;
        this.incarnation = incarnation;
        this.openCheck = openCheck;
    }

    @Override
    public Optional<JsonValue> get(String key) {
        openCheck.run();
        return store.read(reader -> ConnectorStates.get(reader, incarnation, key))
                .map(IncarnationState::parse);
    }

    @Override
    public void put(String key, JsonValue value) {
        write(
                tx -> {
                    ConnectorStates.put(tx, incarnation, Map.of(key, value));
                    return key;
                });
    }

    @Override
    public void remove(String key) {
        write(
                tx -> {
                    ConnectorStates.remove(tx, incarnation, key);
                    return key;
                });
    }

    private void write(Work<String> work) {
        openCheck.run();
        try {
            store.write(work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "Interrupted while storing the state of a connector", e);
        }
    }

    private static JsonValue parse(String text) {
        try (JsonReader reader = Json.provider().createReader(new StringReader(text))) {
            return reader.readValue();
        }
    }
}
