package dev.kheish.host.store;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The writer's connection, as {@link Work} sees it. For the writer thread. */
public final class Tx extends Reader {
    private final Sequences sequences;
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final Set<Runnable> signals = new LinkedHashSet<>();

    Tx(Connection connection) {
        super(connection);
        this.sequences = new Sequences(this);
    }

    /** Runs one statement that changes rows and says how many. */
    public int update(String sql, @Nullable Object... args) {
        try {
            return bind(sql, args).executeUpdate();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** The next row number of a table. Numbers grow and are never given twice; some go unused. */
    public long next(Sequence sequence) {
        return sequences.next(this, sequence);
    }

    /** Runs when the commit is on disk, on the writer thread: wake somebody, no more. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /** Runs once when the commit is on disk, however often it is asked for; perhaps for nothing. */
    public void signal(Runnable wakeUp) {
        signals.add(wakeUp);
    }

    void execute(String sql) {
        try {
            bind(sql).execute();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    void committed() {
        List<Runnable> actions = List.copyOf(afterCommit);
        afterCommit.clear();
        actions.forEach(Runnable::run);
        signals.forEach(Runnable::run);
        signals.clear();
    }

    int actions() {
        return afterCommit.size();
    }

    /** Something was undone; {@code actions} actions came from work that still stands. */
    void undone(int actions) {
        afterCommit.subList(actions, afterCommit.size()).clear();
        sequences.undone();
    }
}
