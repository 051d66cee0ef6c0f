package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Nullable;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.RecoveryContext;
import dev.kheish.spi.StateMap;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Keeps the record of the last generation in the connector's durable state. */
final class Ledger {
    private static final String KEY = "child_process";
    // Plenty for any sidecar, and small for a state.
    private static final int MOST_SEEN = 200;

    private final StateMap state;
    private final JsonProvider json;
    private final System.Logger log;

    Ledger(ConnectorContext context) {
        this(context.state(), context.json(), context.log());
    }

    Ledger(RecoveryContext left) {
        this(left.state(), left.json(), left.log());
    }

    private Ledger(StateMap state, JsonProvider json, System.Logger log) {
        this.state = state;
        this.json = json;
        this.log = log;
    }

    /** The record as it stands on disk; one that cannot be read counts as none. */
    Optional<GenerationRecord> read() {
        Optional<JsonValue> stored = state.get(KEY);
        try {
            return stored.map(value -> read(value.asJsonObject()));
        } catch (RuntimeException e) {
            log.log(
                    System.Logger.Level.WARNING,
                    "What is recorded of the last child process cannot be read; one that"
                            + " it left behind would not be found",
                    e);
            return Optional.empty();
        }
    }

    /** Writes it; on disk when this returns. */
    void write(GenerationRecord generation) {
        state.put(KEY, json(generation));
    }

    private JsonObject json(GenerationRecord generation) {
        Marker marker = generation.marker();
        JsonObjectBuilder json =
                this.json
                        .createObjectBuilder()
                        .add("number", generation.number())
                        .add("connector", marker.connector())
                        .add("host_url", marker.hostUrl())
                        .add("instance_id", marker.instanceId())
                        .add("fixed", marker.fixed())
                        .add("boot_id", generation.bootId())
                        .add("grouped", generation.grouped())
                        .add("ended", generation.ended());
        addText(json, "pinned_id", generation.pinnedId());
        addText(json, "token_folder", generation.tokenFolder());
        ProcessId leader = generation.leader();
        if (leader != null) {
            json.add("leader", json(leader));
        }
        JsonArrayBuilder seen = this.json.createArrayBuilder();
        generation.seen().stream().limit(MOST_SEEN).map(this::json).forEach(seen::add);
        return json.add("seen", seen).build();
    }

    private JsonArray json(ProcessId id) {
        return json.createArrayBuilder().add(id.pid()).add(id.startTicks()).build();
    }

    private static void addText(JsonObjectBuilder json, String name, @Nullable String text) {
        if (text != null) {
            json.add(name, text);
        }
    }

    private static GenerationRecord read(JsonObject json) {
        Set<ProcessId> seen = new HashSet<>();
        for (JsonValue each : json.getJsonArray("seen")) {
            seen.add(process(each.asJsonArray()));
        }
        JsonArray leader = json.getJsonArray("leader");
        return new GenerationRecord(
                number(json.getJsonNumber("number")),
                new Marker(
                        json.getString("connector"),
                        json.getString("host_url"),
                        json.getString("instance_id"),
                        json.getBoolean("fixed")),
                text(json.getJsonString("pinned_id")),
                json.getString("boot_id"),
                json.getBoolean("grouped"),
                leader == null ? null : process(leader),
                seen,
                text(json.getJsonString("token_folder")),
                json.getBoolean("ended"));
    }

    private static ProcessId process(JsonArray pair) {
        return new ProcessId(number(pair.getJsonNumber(0)), number(pair.getJsonNumber(1)));
    }

    private static long number(JsonNumber number) {
        return number.longValueExact();
    }

    private static @Nullable String text(@Nullable JsonString text) {
        return text == null ? null : text.getString();
    }
}
