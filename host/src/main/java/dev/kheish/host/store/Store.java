package dev.kheish.host.store;

import dev.kheish.host.metrics.MetricSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Everything durable. What {@link #write} returned is on disk and survives a power cut; reads see
 * what has been committed. Safe for use by many threads.
 */
public final class Store implements AutoCloseable {
    private final SqliteFile file;
    private final Writer writer;
    private final Checkpointer checkpointer;
    private final ReaderPool readers;
    private final MetricSource metrics;
    private final ConcurrentHashMap<Object, Integer> shares = new ConcurrentHashMap<>();

    private Store(
            SqliteFile file,
            Writer writer,
            Checkpointer checkpointer,
            ReaderPool readers,
            MetricSource metrics) {
        this.file = file;
        this.writer = writer;
        this.checkpointer = checkpointer;
        this.readers = readers;
        this.metrics = metrics;
    }

    /**
     * Opens the database, making or migrating it.
     *
     * @throws StoreException if it cannot be used, such as one written by a newer program
     */
    public static Store open(Path path) {
        SqliteFile file = new SqliteFile(path);
        Connection connection = file.openWriter();
        try {
            Migrations.migrate(connection, Dialect.SQLITE);
            Tx tx = new Tx(connection);
            Checkpointer checkpointer = new Checkpointer(file.openCheckpointer());
            Writer writer = new Writer(tx, Dialect.SQLITE, checkpointer::committed);
            MetricSource metrics = new CommitMetrics(writer, file);
            checkpointer.start();
            writer.start();
            return new Store(file, writer, checkpointer, new ReaderPool(file), metrics);
        } catch (RuntimeException e) {
            try {
                connection.close();
            } catch (SQLException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /**
     * Does {@code work} and returns its result once it is on disk. Waits while the queue is full.
     */
    public <T> T write(Work<T> work) throws InterruptedException {
        Pending<T> pending = new Pending<>(work);
        writer.put(pending);
        return pending.await();
    }

    /**
     * Like {@link #write}, but never waits for room, and lets no owner hold more than a quarter of
     * the queue.
     *
     * @param owner whose work it is, such as a connector; compared by equals
     * @throws StoreBusyException if there is no room, or no more for this owner
     */
    public <T> T offer(Object owner, Work<T> work) {
        if (shares.merge(owner, 1, Integer::sum) > Writer.capacity() / 4) {
            leave(owner);
            throw new StoreBusyException();
        }
        try {
            Pending<T> pending = new Pending<>(work);
            if (!writer.offer(pending)) {
                throw new StoreBusyException();
            }
            return pending.await();
        } finally {
            leave(owner);
        }
    }

    /** An owner with nothing under way leaves nothing behind. */
    private void leave(Object owner) {
        shares.computeIfPresent(owner, (_, held) -> held == 1 ? null : held - 1);
    }

    /** Reads from one consistent state. */
    public <T> T read(Query<T> query) {
        return readers.read(query);
    }

    /**
     * Runs on the writer thread when work was undone. Whoever keeps uncommitted rows in memory
     * drops them here. Register before the first write.
     */
    public void onUndo(Runnable listener) {
        writer.onUndo(listener);
    }

    /** How many callers wait for a commit. */
    public int queueDepth() {
        return writer.depth();
    }

    /** Whether writes still work; after a failed commit they do not until a restart. */
    public boolean isHealthy() {
        return writer.isHealthy();
    }

    /** What the writer's own connection says about how it writes, such as {@code synchronous}. */
    public WriterPragmas pragmas() throws InterruptedException {
        return write(WriterPragmas::read);
    }

    /** Size of the database and its log in bytes. */
    public long sizeOnDisk() {
        return file.size();
    }

    /** Bytes of the database that hold something; the file has free room besides. */
    public long bytesInUse() {
        return read(
                reader ->
                        (reader.number("pragma page_count", 0)
                                        - reader.number("pragma freelist_count", 0))
                                * reader.number("pragma page_size", 0));
    }

    /** How commits go. */
    public MetricSource metrics() {
        return metrics;
    }

    /** Commits what is queued, then lets go of the file. */
    @Override
    public void close() {
        writer.close();
        checkpointer.close();
        readers.close();
        file.closeWriter();
    }
}
