package dev.kheish.host.index;

import dev.kheish.host.store.Insert;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;

/**
 * Which runs belong to a session, in order. An ordinary index would dirty a page for each run; here
 * {@value #GENERATION} runs are sorted in memory and go to the table together. Safe for use by many
 * threads; {@link #add} is for the writer thread.
 *
 * <p>May lead to runs that do not exist: undone ones, or pruned ones. Whoever asks looks at the
 * rows anyway and goes on.
 *
 * <p>What has gone to the table stays in memory until the next generation has gone too: a reader
 * whose snapshot is older than the table's last rows finds them there.
 */
public final class SessionRuns implements AutoCloseable {
    private static final int GENERATION = 65_536;
    private static final int SLICE = 256;
    private static final int WORTH_WRITING = 2_000;
    private static final int PAGE = 10_000;
    private static final Insert INSERT = Insert.intoOnce("session_run", "session, run");

    private final Store store;
    private final int generation;
    private final Background background = new Background("index-session-runs");
    private final ReentrantLock lock = new ReentrantLock();
    private FreshPairs fresh = new FreshPairs();
    private @Nullable FreshPairs leaving;
    private SortedPairs left = SortedPairs.NONE;

    private SessionRuns(Store store, int generation) {
        this.store = store;
        this.generation = generation;
    }

    /** Opens the index, reading what a crash left unwritten from the runs themselves. */
    public static SessionRuns open(Store store) {
        return open(store, GENERATION);
    }

    static SessionRuns open(Store store, int generation) {
        SessionRuns runs = new SessionRuns(store, generation);
        long mark = store.read(reader -> Mark.SESSION_RUNS.read(reader));
        while (mark >= 0) {
            long after = mark;
            mark = store.read(reader -> runs.readOn(reader, after));
        }
        runs.background.start();
        return runs;
    }

    /** Reads a page of runs and says after which to go on; -1 at the end. */
    private long readOn(Reader reader, long after) {
        long last = -1;
        for (long[] row :
                reader.list(
                        "select session, seq from run where seq > ? order by seq limit ?",
                        row -> new long[] {row.integer(1), row.integer(2)},
                        after,
                        PAGE)) {
            add(row[0], row[1]);
            last = row[1];
        }
        return last;
    }

    /** Remembers a run that is being added. Runs come in order. */
    public void add(long session, long run) {
        lock.lock();
        try {
            fresh.add(session, run);
            if (fresh.size() >= generation && leaving == null) {
                leave();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Up to {@code limit} runs of a session after {@code run}, oldest first. */
    public long[] after(Reader reader, long session, long run, int limit) {
        LongStream recent = inMemory(session, list -> list.after(run, limit));
        LongStream stored =
                numbers(
                        reader.list(
                                "select run from session_run where session = ? and run > ?"
                                        + " order by run limit ?",
                                row -> row.integer(1),
                                session,
                                run,
                                limit));
        return LongStream.concat(stored, recent).sorted().distinct().limit(limit).toArray();
    }

    /** Up to {@code limit} runs of a session before {@code run}, newest first. */
    public long[] before(Reader reader, long session, long run, int limit) {
        long[] recent =
                inMemory(session, list -> list.before(run, limit))
                        .map(number -> -number)
                        .sorted()
                        .distinct()
                        .limit(limit)
                        .map(number -> -number)
                        .toArray();
        if (recent.length == limit) {
            return recent;
        }
        // What is in the table and not in memory is older than all that is in memory.
        long bound = recent.length == 0 ? run : recent[recent.length - 1];
        LongStream stored =
                numbers(
                        reader.list(
                                "select run from session_run where session = ? and run < ?"
                                        + " order by run desc limit ?",
                                row -> row.integer(1),
                                session,
                                bound,
                                limit - recent.length));
        return LongStream.concat(LongStream.of(recent), stored).toArray();
    }

    /** Forgets a run that is being deleted. */
    public void remove(Tx tx, long session, long run) {
        tx.update("delete from session_run where session = ? and run = ?", session, run);
    }

    private static LongStream numbers(List<Long> list) {
        return list.stream().mapToLong(Long::longValue);
    }

    private LongStream inMemory(long session, Cut cut) {
        lock.lock();
        try {
            long[] old = cut.of(left.of(session));
            long[] middle = leaving == null ? new long[0] : cut.of(leaving.of(session));
            long[] young = cut.of(fresh.of(session));
            return LongStream.concat(
                    LongStream.concat(LongStream.of(old), LongStream.of(middle)),
                    LongStream.of(young));
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        FreshPairs full = fresh;
        leaving = full;
        fresh = new FreshPairs();
        background.hand(() -> write(full.sorted()));
    }

    /**
     * Writes a generation in slices that share their commits with whatever else is going on. Twice
     * what came since the last slice is enough to be done before the next generation is full.
     */
    private void write(SortedPairs pairs) throws InterruptedException {
        int slice = SLICE;
        int before = waiting();
        for (int from = 0; from < pairs.size(); from += slice) {
            int start = from;
            int now = waiting();
            slice = Math.max(SLICE, 2 * (now - before));
            before = now;
            int end = Math.min(pairs.size(), start + slice);
            store.write(tx -> writeSlice(tx, pairs, start, end));
        }
        store.write(tx -> Mark.SESSION_RUNS.write(tx, pairs.newest()));
        lock.lock();
        try {
            left = pairs;
            leaving = null;
            if (fresh.size() >= generation) {
                leave();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many pairs are yet to be sorted. */
    int waiting() {
        lock.lock();
        try {
            return fresh.size();
        } finally {
            lock.unlock();
        }
    }

    private static int writeSlice(Tx tx, SortedPairs pairs, int start, int end) {
        for (int i = start; i < end; i++) {
            tx.insert(INSERT, pairs.owners()[i], pairs.members()[i]);
        }
        return end;
    }

    /** Writes what would make the next start slow. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (fresh.size() >= Math.min(generation, WORTH_WRITING) && leaving == null) {
                leave();
            }
        } finally {
            lock.unlock();
        }
        background.close();
    }

    /** What to take of one list. */
    private interface Cut {
        long[] of(Stretch list);
    }
}
