package dev.kheish.host.capture;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes the lines of all connectors to their files, on one thread of its own. Whoever has a line
 * never waits for the disk: what does not fit is left out. Safe for use by many threads.
 */
final class LogWriter implements AutoCloseable {
    static final int MOST_WAITING = 4 * 1024 * 1024; // characters

    private static final System.Logger LOG = System.getLogger(LogWriter.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int BATCH = 1024;
    private static final int COST_OF_A_LINE = 64;

    private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Thread thread;
    private volatile boolean closed;
    private boolean failing; // for the writing thread

    LogWriter() {
        thread = Thread.ofVirtual().name("connector output").start(this::run);
    }

    /** Takes a line to be written soon; counts it where there is no room. */
    void offer(LogFiles files, CapturedLine line) {
        int cost = line.text().length() + COST_OF_A_LINE;
        if (closed || waiting.get() + cost > MOST_WAITING) {
            files.miss(1);
            return;
        }
        waiting.addAndGet(cost);
        queue.add(new Item.Line(files, line, cost));
    }

    private void run() {
        try {
            List<Item> batch = new ArrayList<>();
            boolean more = true;
            while (more) {
                batch.add(queue.take());
                queue.drainTo(batch, BATCH);
                more = !batch.contains(new Item.End());
                write(batch);
                batch.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Item> batch) {
        Map<LogFiles, List<CapturedLine>> byFiles = new LinkedHashMap<>();
        int cost = 0;
        for (Item item : batch) {
            if (item instanceof Item.Line line) {
                byFiles.computeIfAbsent(line.files(), _ -> new ArrayList<>()).add(line.line());
                cost += line.cost();
            }
        }
        byFiles.forEach(this::append);
        waiting.addAndGet(-cost);
    }

    private void append(LogFiles files, List<CapturedLine> lines) {
        try {
            files.append(lines);
            failing = false;
        } catch (IOException | RuntimeException e) { // it writes for all connectors, and goes on
            files.miss(lines.size());
            if (!failing) { // once for a disk that is full
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Output of programs cannot be written to the connectors'' folder",
                        e);
            }
            failing = true;
        }
    }

    /** Writes what it has, for as long as that is worth waiting for, and ends. */
    @Override
    public void close() {
        closed = true;
        queue.add(new Item.End());
        try {
            if (!thread.join(PATIENCE)) {
                LOG.log(System.Logger.Level.WARNING, "Output of programs is still being written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the thread takes up. */
    private sealed interface Item {
        record Line(LogFiles files, CapturedLine line, int cost) implements Item {}

        /** The last one. */
        record End() implements Item {}
    }
}
