package dev.kheish.host.delivery;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * Keeps deliveries away from a target that does not work: after so many failures in a row it opens,
 * and after a while lets one attempt through as a probe. Guarded by its owner's lock.
 */
final class Breaker {
    private final Settings settings;
    private State state = State.CLOSED;
    private int failures;
    private long coolDownMs;
    private long reopensAtMs;
    private boolean probing;
    private int era;

    Breaker(Settings settings) {
        this.settings = settings;
        this.coolDownMs = settings.coolDown().toMillis();
    }

    State state() {
        return state;
    }

    int failures() {
        return failures;
    }

    /** From when on a probe may go; 0 while closed. */
    long probeAtMs() {
        return state == State.CLOSED ? 0 : reopensAtMs;
    }

    /** How many attempts may be prepared now: none, one probe, or any number. */
    int room(long nowMs) {
        return switch (state) {
            case CLOSED -> Integer.MAX_VALUE;
            case OPEN -> nowMs >= reopensAtMs ? 1 : 0;
            case HALF_OPEN -> probing ? 0 : 1;
        };
    }

    /** An attempt wants to begin; its ticket goes to {@link #ended}. Empty if it must wait. */
    OptionalInt begin(long nowMs) {
        if (room(nowMs) == 0) {
            return OptionalInt.empty();
        }
        if (state != State.CLOSED) {
            if (state == State.OPEN) {
                enter(State.HALF_OPEN);
            }
            probing = true;
        }
        return OptionalInt.of(era);
    }

    /**
     * An attempt ended. Those that began before the state last changed say nothing about it.
     *
     * @return whether this opened the breaker
     */
    boolean ended(int ticket, Sign sign, long nowMs) {
        if (ticket != era) {
            return false;
        }
        probing = false;
        return switch (sign) {
            case NONE -> false;
            case WELL -> {
                close();
                yield false;
            }
            case ILL -> failed(nowMs);
        };
    }

    /** Back to closed, by an operator or by a good sign. */
    void close() {
        if (state != State.CLOSED) {
            enter(State.CLOSED);
        }
        failures = 0;
        coolDownMs = settings.coolDown().toMillis();
    }

    private boolean failed(long nowMs) {
        failures++;
        if (state == State.CLOSED && failures < settings.threshold()) {
            return false;
        }
        if (state == State.HALF_OPEN) {
            coolDownMs = Math.min(coolDownMs * 2, settings.longestCoolDown().toMillis());
        }
        enter(State.OPEN);
        reopensAtMs = nowMs + coolDownMs;
        return true;
    }

    private void enter(State next) {
        state = next;
        probing = false;
        era++;
    }

    /** What an attempt says about the health of its target. */
    enum Sign {
        /** Nothing: it was not reached, or the host itself ended the attempt. */
        NONE,
        /** It answers. */
        WELL,
        /** It does not answer, or says that it is broken. */
        ILL
    }

    /** Shown in views. */
    enum State {
        /** Attempts go out. */
        CLOSED,
        /** Nothing goes out. */
        OPEN,
        /** One attempt goes out as a probe. */
        HALF_OPEN
    }

    /**
     * When a breaker opens and for how long.
     *
     * @param threshold failures in a row that open it
     * @param coolDown until the first probe; doubles with each probe that fails
     */
    public record Settings(int threshold, Duration coolDown, Duration longestCoolDown) {
        /** Five failures, 30 s doubling to 10 min. */
        public static final Settings DEFAULT =
                new Settings(5, Duration.ofSeconds(30), Duration.ofMinutes(10));
    }
}
