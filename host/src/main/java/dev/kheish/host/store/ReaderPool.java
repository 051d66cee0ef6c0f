package dev.kheish.host.store;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;

/** A few connections for reading, opened when first needed and lent to one thread at a time. */
final class ReaderPool implements AutoCloseable {
    private static final int SIZE = 4;

    private final SqliteFile file;
    private final Semaphore permits = new Semaphore(SIZE);
    private final BlockingQueue<Reader> idle = new ArrayBlockingQueue<>(SIZE);
    private volatile boolean closed;

    ReaderPool(SqliteFile file) {
        this.file = file;
    }

    <T> T read(Query<T> query) {
        permits.acquireUninterruptibly();
        Reader reader = null;
        try {
            reader = take();
            T result = inTransaction(reader, query);
            giveBack(reader);
            reader = null;
            return result;
        } finally {
            if (reader != null) {
                close(reader); // it failed in the middle of something
            }
            permits.release();
        }
    }

    private Reader take() {
        if (closed) {
            throw new StoreException("The store is closed");
        }
        @Nullable Reader reader = idle.poll();
        return reader != null ? reader : new Reader(file.openReader());
    }

    private static <T> T inTransaction(Reader reader, Query<T> query) {
        try {
            reader.bind(Dialect.SQLITE.beginRead()).execute();
            try {
                return query.run(reader);
            } finally {
                reader.bind("rollback").execute();
            }
        } catch (SQLException e) {
            throw new StoreException("Failed to read", e);
        }
    }

    private void giveBack(Reader reader) {
        if (closed || !idle.offer(reader)) {
            close(reader);
        }
    }

    private static void close(Reader reader) {
        try {
            reader.connection().close();
        } catch (SQLException e) {
            throw new StoreException("Failed to close a reader", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        permits.acquireUninterruptibly(SIZE);
        for (Reader reader = idle.poll(); reader != null; reader = idle.poll()) {
            close(reader);
        }
        permits.release(SIZE);
    }
}
