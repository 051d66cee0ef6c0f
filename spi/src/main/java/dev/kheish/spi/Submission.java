package dev.kheish.spi;

import jakarta.json.JsonValue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One to 64 events in order, and changes of the connector's {@linkplain ConnectorContext#state
 * state}, in one transaction. An event that is not taken does not keep the others from being taken.
 * Immutable.
 */
public final class Submission {
    private final List<InboundEvent> events;
    private final Map<String, JsonValue> puts;
    private final Map<String, JsonValue> putsIfSettled;

    private Submission(
            List<InboundEvent> events,
            Map<String, JsonValue> puts,
            Map<String, JsonValue> putsIfSettled) {
        this.events = events;
        this.puts = puts;
        this.putsIfSettled = putsIfSettled;
    }

    /** One event. */
    public static Submission of(InboundEvent event) {
        return new Submission(List.of(event), Map.of(), Map.of());
    }

    /** Several events, at most 64. */
    public static Submission of(List<InboundEvent> events) {
        return new Submission(List.copyOf(events), Map.of(), Map.of());
    }

    /** The same with a value to store in the connector's state, whatever becomes of the events. */
    public Submission put(String key, JsonValue value) {
        return new Submission(events, with(puts, key, value), putsIfSettled);
    }

    /**
     * The same with a value to store in the connector's state unless one of the events has to be
     * submitted again: {@link Receipt.RateLimited}, {@link Receipt.Overloaded} or {@link
     * Receipt.Refusal#CLOSED}. For cursors, which must not pass what is not taken yet.
     */
    public Submission putIfSettled(String key, JsonValue value) {
        return new Submission(events, puts, with(putsIfSettled, key, value));
    }

    private static Map<String, JsonValue> with(
            Map<String, JsonValue> puts, String key, JsonValue value) {
        Map<String, JsonValue> more = new LinkedHashMap<>(puts);
        more.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
        return Map.copyOf(more);
    }

    /** In the order in which they are taken. */
    public List<InboundEvent> events() {
        return events;
    }

    /** Values to store in the connector's state. */
    public Map<String, JsonValue> puts() {
        return puts;
    }

    /** Values to store in the connector's state if no event has to be submitted again. */
    public Map<String, JsonValue> putsIfSettled() {
        return putsIfSettled;
    }
}
