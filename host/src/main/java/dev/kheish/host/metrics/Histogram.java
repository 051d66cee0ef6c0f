package dev.kheish.host.metrics;

import java.util.Arrays;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Counts values by size in buckets that are fixed from the start. Recording allocates nothing and
 * takes no lock; safe for use by many threads.
 */
public final class Histogram {
    private static final double NANOS = 1e9;

    private final double[] bounds;
    private final LongAdder[] counts;
    private final DoubleAdder sum = new DoubleAdder();

    private Histogram(double... bounds) {
        this.bounds = bounds;
        this.counts =
                Stream.generate(LongAdder::new).limit(bounds.length + 1).toArray(LongAdder[]::new);
    }

    /**
     * For values of any sort.
     *
     * @param bounds the largest value of each bucket, ascending; larger values have a bucket too
     */
    public static Histogram of(double... bounds) {
        for (int i = 1; i < bounds.length; i++) {
            if (bounds[i] <= bounds[i - 1]) {
                throw new IllegalArgumentException("Bounds ascend, " + bounds[i] + " does not");
            }
        }
        return new Histogram(bounds.clone());
    }

    /** For times from half a millisecond to half a minute, in seconds. */
    public static Histogram ofSeconds() {
        return of(
                0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30);
    }

    /** Counts a value. */
    public void record(double value) {
        int bucket = Arrays.binarySearch(bounds, value);
        counts[bucket < 0 ? ~bucket : bucket].increment();
        sum.add(value);
    }

    /** Counts the time since {@code startedNanos}, of {@link System#nanoTime}, in seconds. */
    public void recordSince(long startedNanos) {
        record((System.nanoTime() - startedNanos) / NANOS);
    }

    /** What was counted until now. */
    Snapshot snapshot() {
        double[] upper = Arrays.copyOf(bounds, counts.length);
        upper[bounds.length] = Double.POSITIVE_INFINITY;
        long[] counted = Arrays.stream(counts).mapToLong(LongAdder::sum).toArray();
        return new Snapshot(upper, counted, sum.sum());
    }

    /**
     * @param counts of each bucket by itself, not summed up
     */
    @SuppressWarnings("ArrayRecordComponent") // handed to the page and never compared
    record Snapshot(double[] bounds, long[] counts, double sum) {
        long count() {
            return Arrays.stream(counts).sum();
        }
    }
}
