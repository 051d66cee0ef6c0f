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
    private final List<Runnable> ifUndone = new ArrayList<>();
    private final Set<Runnable> signals = new LinkedHashSet<>();
    private final Backlog backlog = new Backlog();

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

    /**
     * Adds a row. It goes in with others of its table: at the latest with the commit, and before
     * any statement that names the table.
     */
    public void insert(Insert insert, @Nullable Object... values) {
        backlog.insert(insert, values);
    }

    /** Adds to a count, as {@link #insert} adds a row. */
    public void add(Tally tally, int column, long amount) {
        backlog.add(tally, column, amount);
    }

    /** The next row number of a table. Numbers grow and are never given twice; some go unused. */
    public long next(Sequence sequence) {
        return sequences.next(this, sequence);
    }

    /** Runs when the commit is on disk, on the writer thread: wake somebody, no more. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /** Runs if what was done so far is undone, on the writer thread, what was said last first. */
    public void ifUndone(Runnable action) {
        ifUndone.add(action);
    }

    /** Runs once when the commit is on disk, however often it is asked for; perhaps for nothing. */
    public void signal(Runnable wakeUp) {
        signals.add(wakeUp);
    }

    @Override
    void before(String sql) {
        backlog.settle(this, sql);
    }

    /** Writes what waits. */
    void settle() {
        backlog.settle(this);
    }

    /** Runs a statement of the backlog itself. */
    void updateNow(String sql, @Nullable Object... args) {
        try {
            bindNow(sql, args).executeUpdate();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
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
        ifUndone.clear();
        actions.forEach(Runnable::run);
        signals.forEach(Runnable::run);
        signals.clear();
        sequences.committed();
    }

    /** How far the transaction has come. */
    Progress progress() {
        return new Progress(afterCommit.size(), ifUndone.size());
    }

    /** What came since then was undone. */
    void undone(Progress since) {
        afterCommit.subList(since.afterCommit, afterCommit.size()).clear();
        List<Runnable> undo = ifUndone.subList(since.ifUndone, ifUndone.size());
        List.copyOf(undo).reversed().forEach(Runnable::run);
        undo.clear();
        backlog.drop();
    }

    /** How many actions have been said. */
    record Progress(int afterCommit, int ifUndone) {
        static final Progress NONE = new Progress(0, 0);
    }

    /** What was undone has given numbers; they stay given. */
    void reserveAgain() {
        sequences.reserveAgain(this);
    }
}
