package dev.kheish.host.audit;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells when somebody fails too often. It knows only failures: whoever proves who they are is never
 * asked. Remembers a bounded number of keys, the most recent ones. Safe for use by many threads.
 */
public final class FailureLimiter {
    private static final int MOST_KEYS = 4096;

    private final Clock clock;
    private final int limit;
    private final Duration window;
    private final Map<String, Window> windows = new Recent();

    /**
     * Up to {@code limit} failures a key in {@code window} are plain failures; those beyond are too
     * many.
     */
    public FailureLimiter(Clock clock, int limit, Duration window) {
        this.clock = clock;
        this.limit = limit;
        this.window = window;
    }

    /** 60 failures in 60 seconds. */
    public static FailureLimiter standard(Clock clock) {
        return new FailureLimiter(clock, 60, Duration.ofSeconds(60));
    }

    /** Notes a failure and says whether it is one too many. */
    public synchronized boolean fails(String key) {
        long now = clock.millis();
        Window current = windows.get(key);
        if (current == null || now - current.startedAt >= window.toMillis()) {
            current = new Window(now);
            windows.put(key, current);
        }
        return ++current.failures > limit;
    }

    /** When it makes sense to try again. */
    public Duration retryAfter() {
        return window;
    }

    private static final class Window {
        private final long startedAt;
        private int failures;

        private Window(long startedAt) {
            this.startedAt = startedAt;
        }
    }

    /** Forgets the key that was not used for longest. */
    private static final class Recent extends LinkedHashMap<String, Window> {
        private static final long serialVersionUID = 1L;

        private Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MOST_KEYS;
        }
    }
}
