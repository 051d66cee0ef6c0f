package dev.kheish.plugin.slack;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers where Slack asked for less, so that the deliveries behind do not ask again before it is
 * time, and then not all at once. Forgets the oldest of very many. Safe for use by many threads.
 */
final class Pauses {
    private static final int MOST = 10_000;

    /** What Slack takes for each channel: about one message a second. */
    private static final Duration GAP = Duration.ofSeconds(1);

    private static final int LONGEST_QUEUE = 60;

    private final Clock clock;
    private final Map<String, Pause> pauses = new LinkedHashMap<>();

    Pauses(Clock clock) {
        this.clock = clock;
    }

    private record Pause(Instant from, Instant until, int waiting) {}

    /** What Slack counts for: posts by channel, everything else by token. */
    static String place(Plan.Step step, Tokens.Token token, String channel) {
        return switch (step) {
            case Plan.Step.Post _ -> "post:" + token.path() + ":" + channel;
            case Plan.Step.Upload _ -> "upload:" + token.path();
        };
    }

    /** Whoever met the limit asks again right after it; the others wait behind. */
    synchronized void begin(String place, Duration length) {
        Instant now = clock.instant();
        Pause before = pauses.remove(place);
        int waiting = before == null || !isOn(before, now) ? 1 : before.waiting();
        pauses.put(place, new Pause(now, now.plus(length), waiting));
        if (pauses.size() > MOST) {
            pauses.remove(pauses.keySet().iterator().next());
        }
    }

    /** How long one more delivery has to wait; empty when there is no pause. */
    synchronized Optional<Duration> left(String place) {
        Pause pause = pauses.get(place);
        if (pause == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (!isOn(pause, now)) {
            pauses.remove(place);
            return Optional.empty();
        }
        int behind = Math.min(pause.waiting() + 1, LONGEST_QUEUE);
        pauses.put(place, new Pause(pause.from(), pause.until(), behind));
        return Optional.of(
                Duration.between(now, pause.until()).plus(GAP.multipliedBy(pause.waiting())));
    }

    /** A clock that was set back ends pauses, which would last for hours otherwise. */
    private static boolean isOn(Pause pause, Instant now) {
        return now.isBefore(pause.until()) && !now.isBefore(pause.from());
    }
}
