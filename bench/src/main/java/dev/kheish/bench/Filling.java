package dev.kheish.bench;

import java.io.IOException;

/** Brings runs in through the public route for batches, for a limited time in all. */
final class Filling {
    private static final int SLICE_SECONDS = 5;

    private final Daemon daemon;
    private final Wrk wrk;
    private final String events;
    private final double limit;
    private double seconds;
    private long filled;

    /**
     * Makes a connector for it.
     *
     * @param limit seconds that all filling together may take
     */
    Filling(Daemon daemon, Workplace place, int limit) throws IOException, InterruptedException {
        this.daemon = daemon;
        this.wrk = Batches.wrk(place);
        this.events = Batches.connect(daemon, place.keys()) + "/batch";
        this.limit = limit;
    }

    /** Until so many runs are stored in all, or the time is over. */
    void upTo(long wanted) throws IOException, InterruptedException {
        long before = daemon.runs();
        long begin = System.nanoTime();
        for (long left = wanted - before; left > 0 && seconds < limit; ) {
            double rate = seconds == 0 ? left : filled / seconds;
            int slice = (int) Math.clamp(Math.ceil(left / Math.max(1, rate)), 1, SLICE_SECONDS);
            wrk.run(events, Batches.BATCH_CONNECTIONS, slice);
            long now = daemon.runs();
            filled += now - before;
            before = now;
            long end = System.nanoTime();
            seconds += (end - begin) / 1e9;
            begin = end;
            left = wanted - now;
        }
    }

    /** Until so many runs wait for a worker, or the time is over. */
    void queued(long wanted) throws IOException, InterruptedException {
        long missing = wanted - daemon.runs("queued");
        if (missing > 0) {
            upTo(daemon.runs() + missing);
        }
    }

    double perSecond() {
        return seconds == 0 ? 0 : filled / seconds;
    }
}
