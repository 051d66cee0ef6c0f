package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Health;
import dev.kheish.plugin.external.SidecarClient;
import dev.kheish.plugin.external.SidecarException;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/**
 * Asks one generation who and how it is: often until it is ready, then now and then. On a thread of
 * its own, for an answer may take seconds and the end of the process is to be noticed meanwhile.
 */
final class Prober implements AutoCloseable {
    private static final int MOST_MISSES = 3;
    private static final int FIRST_POLLS = 125;

    private final Recognition recognition;
    private final SidecarClient client;
    private final Identity identity;
    private final Timing timing;
    private final Clock clock;
    private final Runnable news;
    private final Thread thread;
    private volatile Finding latest = new Finding.NotYet("It was not asked yet.");
    private boolean closed;
    private int misses;

    private Prober(Recognition recognition, Surroundings around) {
        this.recognition = recognition;
        this.client = around.client();
        this.identity = around.identity();
        this.timing = around.timing();
        this.clock = around.context().clock();
        this.news = around.orders()::ring;
        this.thread =
                Thread.ofVirtual()
                        .name("connector " + around.context().connector() + " prober")
                        .unstarted(this::run);
    }

    /** Begins to ask. */
    static Prober start(Recognition recognition, Surroundings around) {
        Prober prober = new Prober(recognition, around);
        prober.thread.start();
        return prober;
    }

    /** What is known by now. */
    Finding latest() {
        return latest;
    }

    /** Asks at once, for somebody who cannot wait for the next time. */
    void lookNow() throws InterruptedException {
        if (recognition.look() instanceof Finding.Up up) {
            adopt(up);
        }
    }

    /** Ends it; a question under way is cut off, and no answer counts any more. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        thread.interrupt();
    }

    private void run() {
        try {
            untilReady();
            while (latest instanceof Finding.Up up) {
                Thread.sleep(timing.healthPoll());
                tell(next(up));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } catch (RuntimeException e) {
            tell(new Finding.Hopeless("It could not be asked: " + e));
        }
    }

    /**
     * Quick at first, for most are ready within moments; slower with those who take their time: the
     * question comes late by about a fiftieth of what the start took.
     */
    private void untilReady() throws InterruptedException {
        Duration pause = timing.readinessPoll().dividedBy(FIRST_POLLS);
        while (true) {
            Finding found = recognition.look();
            if (found instanceof Finding.Up up && !up.health().status().isUp()) {
                found = new Finding.NotYet("It says that it is " + words(up.health()) + ".");
            }
            tell(found);
            if (!(found instanceof Finding.NotYet)) {
                return;
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(51).dividedBy(50);
            if (pause.compareTo(timing.readinessPoll()) > 0) {
                pause = timing.readinessPoll();
            }
        }
    }

    private Finding next(Finding.Up before) throws InterruptedException {
        Health health;
        try {
            health = client.health();
        } catch (SidecarException e) {
            misses++;
            return misses < MOST_MISSES
                    ? new Finding.Up(
                            before.manifest(), before.health(), before.atMs(), e.getMessage())
                    : new Finding.Hopeless(
                            "It failed %d health checks in a row: %s"
                                    .formatted(misses, e.getMessage()));
        }
        misses = 0;
        if (identity.is(health.instanceId())) {
            return new Finding.Up(before.manifest(), health, clock.millis(), "");
        }
        // Perhaps it is ours after all and took a new id; perhaps it is a stranger.
        return switch (recognition.look()) {
            case Finding.Up up -> up;
            case Finding.NotYet(String missing) -> new Finding.Hopeless(missing);
            case Finding.Hopeless hopeless -> hopeless;
        };
    }

    private void tell(Finding found) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (found instanceof Finding.Up up) {
                identity.set(up.manifest().instanceId());
            }
            latest = found;
        }
        news.run();
    }

    /** Takes its word for who it is; that it is ready is for the next regular question to find. */
    private synchronized void adopt(Finding.Up up) {
        if (closed) {
            return;
        }
        identity.set(up.manifest().instanceId());
        if (latest instanceof Finding.Up) {
            latest = up;
        }
    }

    /** As in the protocol. */
    static String word(Health health) {
        return health.status().name().toLowerCase(Locale.ROOT);
    }

    /** With what it says for people. */
    static String words(Health health) {
        return health.detail().isEmpty()
                ? word(health)
                : word(health) + " (" + health.detail() + ")";
    }
}
