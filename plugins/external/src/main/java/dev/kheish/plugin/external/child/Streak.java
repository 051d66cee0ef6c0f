package dev.kheish.plugin.external.child;

import java.time.Duration;

/** How often in a row starting went wrong. For the supervising thread. */
final class Streak {
    /** So many failures in a row are a crash loop. */
    static final int CRASH_LOOP = 5;

    private final String connector;
    private int attempt;
    private int failures;

    Streak(String connector) {
        this.connector = connector;
    }

    /** It failed once more: how long to wait. */
    Duration failed() {
        failures++;
        int now = attempt++;
        return isCrashLoop()
                ? RestartPause.longest(connector, now)
                : RestartPause.of(connector, now);
    }

    /** It could not be started at all: how long to wait. */
    Duration blocked() {
        failures = 0;
        return RestartPause.of(connector, attempt++);
    }

    /** It went well for long enough, or an operator changed something: what was is forgotten. */
    void reset() {
        attempt = 0;
        failures = 0;
    }

    boolean isCrashLoop() {
        return failures >= CRASH_LOOP;
    }
}
