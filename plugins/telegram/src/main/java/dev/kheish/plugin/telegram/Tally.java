package dev.kheish.plugin.telegram;

import dev.kheish.spi.Receipt;

import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Counts updates that made no run, since the connector was opened. Safe for use by many threads.
 */
final class Tally {
    private final Clock clock;
    private final Map<String, Count> skipped = new TreeMap<>();
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

    /** What a view shows; {@code unsolved} keeps messages out until somebody changes something. */
    record Snapshot(Map<String, Count> skipped, Optional<Count> unsolved) {}

    /** Passed over; the name of the reason. */
    synchronized String skipped(Skipped why) {
        count(why.reason(), why.advice());
        return why.reason();
    }

    /** The host refused it, and sending it again would not help; the name of the reason. */
    synchronized String refused(Receipt.Refusal why, String detail) {
        String name = why.name().toLowerCase(Locale.ROOT);
        Count count = count(name, detail);
        if (why != Receipt.Refusal.EMPTY) {
            unsolved = Optional.of(count);
        }
        return name;
    }

    /** An event was taken: whatever kept others from it is over. */
    synchronized void taken() {
        unsolved = Optional.empty();
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(new TreeMap<>(skipped), unsolved);
    }

    private Count count(String name, String advice) {
        return skipped.compute(
                name,
                (_, before) ->
                        new Count(
                                before == null ? 1 : before.number() + 1, clock.millis(), advice));
    }
}
