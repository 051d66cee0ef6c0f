package dev.kheish.host.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps a lease alive until closed. */
final class HeartBeat implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HeartBeat.class.getName());

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Runs runs;
    private final RunLease lease;
    private final Duration length;
    private final Runnable onLost;
    private final Thread thread;

    private HeartBeat(Runs runs, RunLease lease, Duration length, Runnable onLost) {
        this.runs = runs;
        this.lease = lease;
        this.length = length;
        this.onLost = onLost;
        this.thread = Thread.ofVirtual().name("heartbeat-" + lease.runId()).unstarted(this::loop);
    }

    /** Beats three times in the length of a lease; {@code onLost} runs if the lease is gone. */
    static HeartBeat start(Runs runs, RunLease lease, Duration length, Runnable onLost) {
        HeartBeat beat = new HeartBeat(runs, lease, length, onLost);
        beat.thread.start();
        return beat;
    }

    /** When this returns, no beat changes the lease any more. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        try {
            while (!closed.await(length.toMillis() / 3, TimeUnit.MILLISECONDS)) {
                if (!(runs.heartbeat(lease, length) instanceof LeaseOutcome.Done)
                        && closed.getCount() > 0) {
                    onLost.run();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "No more heartbeats for run " + lease.runId(), e);
        }
    }
}
