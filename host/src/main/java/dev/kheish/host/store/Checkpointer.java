package dev.kheish.host.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Copies the log into the database beside the writer, a moment after commits began, so that commits
 * wait for it as seldom as possible. It never waits for the writer nor keeps it waiting; the little
 * that is new by then the writer copies itself when the log has grown to its limit, and starts the
 * log over.
 */
final class Checkpointer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Checkpointer.class.getName());
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Connection connection;
    private final Thread thread =
            Thread.ofPlatform().name("store-checkpointer").daemon().unstarted(this::loop);
    private volatile boolean pending;
    private volatile boolean closing;

    Checkpointer(Connection connection) {
        this.connection = connection;
    }

    void start() {
        thread.start();
    }

    /** Something was committed. */
    void committed() {
        if (!pending) {
            pending = true;
            LockSupport.unpark(thread);
        }
    }

    private void loop() {
        while (!closing) {
            if (!pending) {
                LockSupport.park(this);
                continue;
            }
            LockSupport.parkNanos(this, PAUSE.toNanos());
            pending = false;
            copy();
        }
    }

    private void copy() {
        try (Statement statement = connection.createStatement();
                ResultSet _ = statement.executeQuery("pragma wal_checkpoint(passive)")) {
            return; // how far it got does not matter: the writer does the rest
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "Failed to copy the log into the database", e);
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "Failed to close the checkpointer", e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
