package dev.kheish.host.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;

import java.util.OptionalLong;

/** When a schedule fires. */
public sealed interface Cadence {
    /** Once. */
    record Once(long fireAtMs) implements Cadence {}

    /** Again and again, first after one interval. */
    record Interval(long everySeconds) implements Cadence {
        /** The shortest interval. */
        public static final long SHORTEST = 5;

        /** The longest interval. */
        public static final long LONGEST = 366L * 24 * 3600;
    }

    /** The first time of a schedule made at {@code nowMs}. */
    default long first(long nowMs) {
        return switch (this) {
            case Once(long fireAtMs) -> fireAtMs;
            case Interval(long everySeconds) -> nowMs + everySeconds * 1000;
        };
    }

    /** The next time of the series of {@code dueMs} that is still to come; none after the last. */
    default OptionalLong next(long dueMs, long nowMs) {
        return switch (this) {
            case Once _ -> OptionalLong.empty();
            case Interval(long everySeconds) -> {
                long step = everySeconds * 1000;
                long passed = Math.max(0, nowMs - dueMs) / step;
                yield OptionalLong.of(dueMs + (passed + 1) * step);
            }
        };
    }

    /** How late a time may come to be kept as if it were on time. */
    default long graceMs() {
        return switch (this) {
            case Once _ -> 60_000;
            case Interval(long everySeconds) -> everySeconds * 1000;
        };
    }

    /** As the API shows it. */
    default ObjectNode toJson() {
        return switch (this) {
            case Once(long fireAtMs) ->
                    Json.object().put("type", "once").put("fire_at_ms", fireAtMs);
            case Interval(long everySeconds) ->
                    Json.object().put("type", "interval").put("every_seconds", everySeconds);
        };
    }

    /** Reads what {@link #toJson} gave. */
    static Cadence fromJson(JsonNode json) {
        return json.has("fire_at_ms")
                ? new Once(json.path("fire_at_ms").longValue())
                : new Interval(json.path("every_seconds").longValue());
    }
}
