package dev.kheish.host.run;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.Reference;
import dev.kheish.host.connector.ReferenceSource;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.retention.Slice;
import dev.kheish.host.run.ScheduleRow.State;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.RowId;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Runs that come by the clock. Safe for use by many threads. */
public final class Schedules implements ReferenceSource, AutoCloseable {
    /** How many active and paused schedules a session may have. */
    public static final int MAX_PER_SESSION = 128;

    private static final int SLICE = 50;

    private final Store store;
    private final Clock clock;
    private final ScheduleFiring firing;
    private final Alarm alarm;

    public Schedules(Store store, Sessions sessions, Runs runs, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.firing = new ScheduleFiring(sessions, runs);
        this.alarm = new Alarm("schedules", clock, this::fireDue);
    }

    /** One schedule of a list; its row number is its place. */
    public record View(long seq, ObjectNode json) {}

    /** Fires what is due, and watches from now on. */
    public void start() {
        alarm.start();
    }

    @Override
    public void close() {
        alarm.close();
    }

    /** Makes a schedule. */
    public ScheduleOutcome create(NewSchedule wanted) throws InterruptedException {
        return store.write(
                tx -> {
                    long live =
                            tx.number(
                                    "select count(*) from schedule where session = ? and state in ('active', 'paused')",
                                    0,
                                    wanted.sessionId());
                    return live >= MAX_PER_SESSION
                            ? new ScheduleOutcome.TooMany(MAX_PER_SESSION)
                            : new ScheduleOutcome.Done(make(tx, wanted));
                });
    }

    /** One schedule with its last executions. */
    public Optional<ObjectNode> find(String id) {
        return store.read(
                reader -> ScheduleRow.find(reader, id).map(row -> ScheduleViews.full(reader, row)));
    }

    /** Schedules in the order in which they were made, of one session or all. */
    public List<View> list(@Nullable String sessionId, long after, int limit) {
        return store.read(
                reader -> {
                    List<ScheduleRow> rows =
                            sessionId == null
                                    ? reader.list(
                                            ScheduleRow.SELECT
                                                    + "where seq > ? order by seq limit ?",
                                            ScheduleRow::read,
                                            after,
                                            limit)
                                    : reader.list(
                                            ScheduleRow.SELECT
                                                    + "where session = ? and seq > ? order by seq limit ?",
                                            ScheduleRow::read,
                                            sessionId,
                                            after,
                                            limit);
                    return rows.stream()
                            .map(row -> new View(row.seq(), ScheduleViews.view(reader, row)))
                            .toList();
                });
    }

    /** It fires no more until it is resumed. */
    public ScheduleOutcome pause(String id) throws InterruptedException {
        return change(
                id,
                (tx, row) -> {
                    tx.update(
                            "update schedule set state = 'paused', due_ms = null, updated_ms = ? where seq = ?",
                            clock.millis(),
                            row.seq());
                });
    }

    /** It fires again; times that passed meanwhile are not made up for. */
    public ScheduleOutcome resume(String id) throws InterruptedException {
        return change(
                id,
                (tx, row) -> {
                    if (row.state() == State.PAUSED) {
                        long now = clock.millis();
                        long due = Math.max(now, row.definition().cadence().first(now));
                        tx.update(
                                "update schedule set state = 'active', due_ms = ?, updated_ms = ? where seq = ?",
                                due,
                                now,
                                row.seq());
                        tx.afterCommit(() -> alarm.at(due));
                    }
                });
    }

    /** It fires now, beside its times. */
    public ScheduleOutcome trigger(String id) throws InterruptedException {
        return change(
                id,
                (tx, row) -> {
                    long now = clock.millis();
                    firing.fire(tx, row, now, now);
                    Long max = row.definition().maxExecutions();
                    if (max != null && row.executions() + 1 >= max) {
                        firing.end(tx, row, State.COMPLETED, now);
                    }
                });
    }

    /** It never fires again. Harmless on one that has ended. */
    public ScheduleOutcome cancel(String id) throws InterruptedException {
        return store.write(
                tx -> {
                    Optional<ScheduleRow> found = ScheduleRow.find(tx, id);
                    found.filter(row -> !row.state().isFinal())
                            .ifPresent(row -> firing.end(tx, row, State.CANCELED, clock.millis()));
                    return done(tx, id);
                });
    }

    /** Forgets it with its executions; its runs stay. False if there is none. */
    public boolean delete(String id) throws InterruptedException {
        return store.write(
                tx -> {
                    Optional<ScheduleRow> found = ScheduleRow.find(tx, id);
                    found.ifPresent(
                            row -> {
                                long seq = row.seq();
                                tx.update("delete from schedule_execution where schedule = ?", seq);
                                tx.update("delete from schedule_target where schedule = ?", seq);
                                tx.update("delete from schedule where seq = ?", seq);
                            });
                    return found.isPresent();
                });
    }

    @Override
    public List<Reference> references(
            Reader reader, String kind, String name, long incarnation, int limit) {
        return reader.list(
                "select s.seq, s.nonce, s.created_ms from schedule_target t join schedule s on s.seq = t.schedule"
                        + " where t.plugin = ? and t.connector = ? order by t.schedule limit ?",
                row -> {
                    RowId id = new RowId(row.integer(3), row.integer(1), row.integer(2));
                    return new Reference(
                            "schedule",
                            id.text(ScheduleRow.PREFIX),
                            "Its reply targets name the connector");
                },
                kind,
                name,
                limit);
    }

    /** Old executions, which may go. */
    public Slice slice() {
        return new ExecutionSlice();
    }

    /** Whether a schedule that may fire again names an asset. */
    public static boolean names(Reader reader, String assetId) {
        return reader.one(
                        "select 1 from schedule where state in ('active', 'paused')"
                                + " and instr(definition, ?) > 0 limit 1",
                        _ -> true,
                        assetId)
                .orElse(false);
    }

    /** Fires what is due by now and says when the next is. */
    long fireDue() throws InterruptedException {
        while (store.write(this::fireSlice) == SLICE) {
            // the next slice
        }
        return store.read(
                reader ->
                        reader.number(
                                "select due_ms from schedule where due_ms is not null order by due_ms limit 1",
                                Alarm.NEVER));
    }

    private int fireSlice(Tx tx) {
        long now = clock.millis();
        List<ScheduleRow> due =
                tx.list(
                        ScheduleRow.SELECT
                                + "where due_ms is not null and due_ms <= ? order by due_ms limit ?",
                        ScheduleRow::read,
                        now,
                        SLICE);
        due.forEach(row -> firing.due(tx, row, now));
        return due.size();
    }

    private ObjectNode make(Tx tx, NewSchedule wanted) {
        long now = clock.millis();
        RowId id = RowId.of(now, tx.next(Sequence.SCHEDULE));
        long due = Math.max(now, wanted.cadence().first(now));
        tx.update(
                "insert into schedule (seq, nonce, created_ms, updated_ms, session, state, definition, due_ms)"
                        + " values (?, ?, ?, ?, ?, 'active', ?, ?)",
                id.seq(),
                id.nonce(),
                now,
                now,
                wanted.sessionId(),
                ScheduleRow.write(wanted),
                due);
        for (StoredTarget target : wanted.input().targets()) {
            if (target.connector() != null) {
                tx.update(
                        "insert into schedule_target (plugin, connector, schedule) values (?, ?, ?)"
                                + " on conflict do nothing",
                        target.plugin(),
                        target.connector(),
                        id.seq());
            }
        }
        tx.afterCommit(() -> alarm.at(due));
        return ScheduleViews.full(tx, ScheduleRow.find(tx, id.seq()).orElseThrow());
    }

    private ScheduleOutcome change(String id, BiConsumer<Tx, ScheduleRow> action)
            throws InterruptedException {
        return store.write(
                tx -> {
                    Optional<ScheduleRow> found = ScheduleRow.find(tx, id);
                    if (found.isPresent()) {
                        State state = found.get().state();
                        if (state.isFinal()) {
                            return new ScheduleOutcome.WrongState(state.text());
                        }
                        action.accept(tx, found.get());
                    }
                    return done(tx, id);
                });
    }

    private static ScheduleOutcome done(Tx tx, String id) {
        return ScheduleRow.find(tx, id)
                .<ScheduleOutcome>map(row -> new ScheduleOutcome.Done(ScheduleViews.full(tx, row)))
                .orElseGet(ScheduleOutcome.Unknown::new);
    }
}
