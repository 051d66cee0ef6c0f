package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.HostCall;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a delivery has led to so far, as far as it can be seen from outside: events that came back
 * to the host and mention it, and what the caller's own command counts.
 *
 * @param events ids of events, one after the other
 * @param counted null if nobody counts
 */
record Effects(List<String> events, @Nullable Long counted, List<Exchange> calls) {
    static final String UNSEEN = "its effect cannot be seen from here; count it with --count";

    private static final Duration LATE = Duration.ofMillis(300);

    Effects {
        events = List.copyOf(events);
        calls = List.copyOf(calls);
    }

    /** Also what comes a little later than the answer to the delivery. */
    static Effects of(Bench bench, Delivery delivery) throws InterruptedException {
        List<HostCall> calls = settled(bench, delivery);
        return new Effects(
                calls.stream()
                        .flatMap(call -> call.events().stream())
                        .map(event -> event.path("event_id").asText())
                        .distinct()
                        .toList(),
                counted(bench),
                calls.stream()
                        .map(call -> new Exchange("nothing; the sidecar sent", call.shown()))
                        .toList());
    }

    /** What the caller's command counts; null if there is none. */
    static @Nullable Long counted(Bench bench) throws InterruptedException {
        String counter = bench.wishes().count();
        return counter == null ? null : ShellCommand.number(counter);
    }

    /** What there is beyond the other, in words. */
    Optional<String> more(Effects earlier) {
        if (counted != null && earlier.counted != null && counted > earlier.counted) {
            return Optional.of(
                    "--count says %d, and %d before".formatted(counted, earlier.counted));
        }
        int fresh = events.size() - earlier.events.size();
        return fresh > 0 ? Optional.of("events to the host: " + fresh) : Optional.empty();
    }

    /** What the first message has led to, in words; empty if nothing can be seen. */
    Optional<String> seen(Effects before) {
        return more(before).map(what -> "one effect, seen as " + what);
    }

    private static List<HostCall> settled(Bench bench, Delivery delivery)
            throws InterruptedException {
        if (bench.stage().theatre().isEmpty()) {
            return List.of();
        }
        int known = bench.host().count();
        while (bench.host().await(known, delivery::isIn, LATE).isPresent()) {
            known = bench.host().count();
        }
        return bench.host().since(0).stream().filter(delivery::isIn).toList();
    }
}
