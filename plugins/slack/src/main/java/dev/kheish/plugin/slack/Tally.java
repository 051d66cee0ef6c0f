package dev.kheish.plugin.slack;

import dev.kheish.spi.Receipt;

import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Counts what was answered 200 and made no run, since the connector was opened. Safe for use by
 * many threads.
 */
final class Tally {
    private static final String CONFLICT = "conflict";

    private final Clock clock;
    private final Map<String, Count> ignored = new TreeMap<>();
    private final Map<String, Count> skipped = new TreeMap<>();
    private long redelivered;
    private Optional<Count> unsolved = Optional.empty();

    Tally(Clock clock) {
        this.clock = clock;
    }

    /**
     * How often something happened.
     *
     * @param lastAtMs when it happened last
     * @param advice what an operator can do about it
     */
    record Count(long number, long lastAtMs, String advice) {}

    /** What a view shows. */
    record Snapshot(
            Map<String, Count> ignored,
            Map<String, Count> skipped,
            long redelivered,
            Optional<Count> unsolved) {}

    synchronized void ignored(Ignored why) {
        count(ignored, why.shown(), why.advice());
    }

    /** An event could not be taken, and sending it again would not help; the name of the reason. */
    synchronized String skipped(Receipt.Refusal why, String detail) {
        String name = why.name().toLowerCase(Locale.ROOT);
        Count count = count(skipped, name, detail);
        if (why != Receipt.Refusal.EMPTY) {
            unsolved = Optional.of(count);
        }
        return name;
    }

    /** Another event came under a known id; the name of the reason. */
    synchronized String conflicting() {
        count(
                skipped,
                CONFLICT,
                "Another event came under an event_id that is known; the first one stands.");
        return CONFLICT;
    }

    /** An event was taken: whatever kept others from it is over. */
    synchronized void taken() {
        unsolved = Optional.empty();
    }

    /** Slack sent something again, since it got no answer in time. */
    synchronized void redelivered() {
        redelivered++;
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(new TreeMap<>(ignored), new TreeMap<>(skipped), redelivered, unsolved);
    }

    private Count count(Map<String, Count> counts, String name, String advice) {
        return counts.compute(
                name,
                (_, before) ->
                        new Count(
                                before == null ? 1 : before.number() + 1, clock.millis(), advice));
    }
}
