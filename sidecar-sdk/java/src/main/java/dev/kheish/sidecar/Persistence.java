package dev.kheish.sidecar;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How one call goes on after a failure: the waits between attempts double from half a second to 30
 * seconds, with full jitter; a wait that the host asked for is the least. For one thread.
 */
final class Persistence {
    private static final long FIRST_MILLIS = 500;
    private static final long MOST_MILLIS = 30_000;
    private static final int MOST_DOUBLINGS = 6;

    private final Timing timing;
    private final Duration patience;
    private final String what;
    private long since;
    private int failures;

    /**
     * Starts counting.
     *
     * @param what the call, as the begin of a sentence
     */
    Persistence(Timing timing, Duration patience, String what) {
        this.timing = timing;
        this.patience = patience;
        this.what = what;
        this.since = timing.nanos();
    }

    /** Something was achieved: patience and waits begin anew. */
    void progress() {
        since = timing.nanos();
        failures = 0;
    }

    /**
     * Waits before the next attempt.
     *
     * @param atLeast what the host asked for, in milliseconds
     * @param why what went wrong this time, for a person
     * @throws HostUnavailableException if patience ends before the wait would
     * @throws StoppingException if the sidecar is stopping
     */
    void pause(OptionalLong atLeast, String why, @Nullable Throwable cause)
            throws InterruptedException {
        long top = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(failures, MOST_DOUBLINGS));
        failures++;
        long wait = Math.max(atLeast.orElse(0), (long) (timing.random() * top));
        Duration spent = Duration.ofNanos(timing.nanos() - since);
        if (spent.plusMillis(wait).compareTo(patience) > 0) {
            throw new HostUnavailableException(
                    what
                            + " failed for "
                            + spent.toSeconds()
                            + " s, and the patience is "
                            + patience.toSeconds()
                            + " s. Last: "
                            + why,
                    cause);
        }
        if (!timing.sleep(wait)) {
            throw new StoppingException(what);
        }
    }
}
