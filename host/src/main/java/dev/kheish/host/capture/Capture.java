package dev.kheish.host.capture;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * The lines of one incarnation of a connector; they outlive its reopening, and in files also the
 * host. Safe for use by many threads.
 */
public final class Capture {
    /** Most lines that are kept in memory and given at once. */
    public static final int MOST_LINES = 2000;

    /** The source of lines of the host's own. */
    static final String HOST = "host";

    private static final System.Logger LOG = System.getLogger(Capture.class.getName());
    private static final int MOST_CHARACTERS = 1024 * 1024;
    private static final int LINES_A_SECOND = 2000;

    private final Clock clock;
    private final LogWriter writer;
    private final LogFiles files;
    private final long firstSeq;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final LineRing ring = new LineRing(MOST_LINES, MOST_CHARACTERS);
    private final LineRate rate = new LineRate(LINES_A_SECOND);
    private final ReentrantLock reading = new ReentrantLock();
    private boolean filesRead; // guarded by reading
    private long lastSeq;
    private boolean closed;

    Capture(Clock clock, LogWriter writer, LogFiles files) {
        this.clock = clock;
        this.writer = writer;
        this.files = files;
        this.firstSeq = CapturedLine.seqAt(clock.millis());
        this.lastSeq = firstSeq - 1;
    }

    /**
     * Keeps a line, or counts it when there are too many. Returns at once.
     *
     * @param redaction takes secrets out
     */
    public void add(String source, String line, UnaryOperator<String> redaction) {
        lock.lock();
        try {
            reportDropped();
            if (!rate.passes(clock.millis())) {
                return;
            }
        } finally {
            lock.unlock();
        }
        String word = LineText.source(source);
        String text = LineText.of(line, redaction);
        lock.lock();
        try {
            keep(word, text);
        } finally {
            lock.unlock();
        }
    }

    /** The last lines, oldest first. */
    public List<CapturedLine> last(int limit) {
        readFiles();
        lock.lock();
        try {
            reportDropped();
            return ring.last(limit);
        } finally {
            lock.unlock();
        }
    }

    /** The first lines behind a number, oldest first; waits for one when there is none yet. */
    public List<CapturedLine> after(long seq, int limit, Duration wait)
            throws InterruptedException {
        readFiles();
        long nanos = wait.toNanos();
        lock.lock();
        try {
            reportDropped();
            List<CapturedLine> found = ring.after(seq, limit);
            while (found.isEmpty() && nanos > 0 && !closed) {
                nanos = news.awaitNanos(nanos);
                reportDropped();
                found = ring.after(seq, limit);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** From now on nobody waits for lines. */
    void stopWaiting() {
        lock.lock();
        try {
            closed = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of the files: their folder goes away. */
    void forget() {
        stopWaiting();
        files.close();
    }

    /** What was written before the host started, once somebody asks. */
    private void readFiles() {
        reading.lock();
        try {
            if (filesRead) {
                return;
            }
            filesRead = true;
            List<CapturedLine> older = files.tail(MOST_LINES, firstSeq);
            lock.lock();
            try {
                ring.prepend(older);
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Earlier output of a program cannot be read", e);
        } finally {
            reading.unlock();
        }
    }

    private void reportDropped() {
        long dropped = rate.takeDropped(clock.millis());
        if (dropped > 0) {
            keep(
                    HOST,
                    "lines dropped: %d; more than %d came in a second"
                            .formatted(dropped, LINES_A_SECOND));
        }
    }

    private void keep(String source, String text) {
        lastSeq = Math.max(lastSeq + 1, CapturedLine.seqAt(clock.millis()));
        CapturedLine line = new CapturedLine(lastSeq, source, text);
        ring.add(line);
        writer.offer(files, line);
        news.signalAll();
    }
}
