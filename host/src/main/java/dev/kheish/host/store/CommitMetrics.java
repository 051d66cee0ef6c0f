package dev.kheish.host.store;

import dev.kheish.host.metrics.Family;
import dev.kheish.host.metrics.Histogram;
import dev.kheish.host.metrics.MetricSource;
import dev.kheish.host.metrics.Samples;

import java.util.List;

/** How the writer is doing. Counted by the writer thread, read by any. */
final class CommitMetrics implements MetricSource {
    private static final Family SECONDS =
            Family.histogram(
                    "kheish_commit_seconds",
                    "Time of one commit, from its first statement until it is on disk.");
    private static final Family BATCH =
            Family.histogram("kheish_commit_batch_size", "Callers that shared one commit.");
    private static final Family DEPTH =
            Family.gauge("kheish_commit_queue_depth", "Callers that wait for the writer.");
    private static final Family LIMIT =
            Family.gauge("kheish_commit_queue_limit", "How many callers may wait for the writer.");
    private static final Family HEALTHY =
            Family.gauge(
                    "kheish_store_healthy",
                    "1 while commits work, 0 once one failed: see the log.");
    private static final Family BYTES =
            Family.gauge("kheish_database_bytes", "Size of the database and its log on disk.");

    private final Histogram seconds =
            Histogram.of(
                    0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
                    2.5);
    private final Histogram batch = Histogram.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 512);
    private final Writer writer;
    private final SqliteFile file;

    CommitMetrics(Writer writer, SqliteFile file) {
        this.writer = writer;
        this.file = file;
        writer.onCommit(this::committed);
    }

    private void committed(int callers, long startedNanos) {
        seconds.recordSince(startedNanos);
        batch.record(callers);
    }

    @Override
    public List<Family> families() {
        return List.of(SECONDS, BATCH, DEPTH, LIMIT, HEALTHY, BYTES);
    }

    @Override
    public void read(Samples samples) {
        samples.add(SECONDS, seconds);
        samples.add(BATCH, batch);
        samples.add(DEPTH, writer.depth());
        samples.add(LIMIT, Writer.capacity());
        samples.add(HEALTHY, writer.isHealthy() ? 1 : 0);
        samples.add(BYTES, file.size());
    }
}
