package dev.kheish.host.run;

import dev.kheish.host.index.SessionRuns;
import dev.kheish.host.metrics.MetricSource;
import dev.kheish.host.retention.Slice;
import dev.kheish.host.session.Session;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Insert;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.RowId;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;
import dev.kheish.host.stream.EventLog;
import dev.kheish.host.stream.NewEvent;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;

/**
 * The durable queue of runs: one at a time in each session, in order. Safe for use by many threads;
 * methods that take a {@link Tx} are for the writer thread.
 */
public final class Runs implements AutoCloseable {
    private static final int WAKE_AT_ONCE = 500;
    private static final Insert RUN =
            Insert.into(
                    "run",
                    "seq, nonce, created_ms, session, connector, state, receipts, fingerprint, input,"
                            + " replay_of");

    private final Store store;
    private final Sessions sessions;
    private final EventLog events;
    private final Clock clock;
    private final Waiters waiters = new Waiters();
    private final Alarm expiry;
    private final Alarm due;
    private final SessionRuns index;
    private final Line line;
    private final RunQueue queue;
    private final Claims claims;
    private final Settlements settlements;
    private final RunControl control;
    private final RunMetrics metrics;
    private volatile Runnable onPreparing = () -> {};
    private long wokenUntilMs;

    /**
     * @param outbox takes outputs on their way
     */
    public Runs(
            Store store,
            Sessions sessions,
            EventLog events,
            Clock clock,
            RunSettings settings,
            Outbox outbox) {
        this.store = store;
        this.sessions = sessions;
        this.events = events;
        this.clock = clock;
        this.expiry = new Alarm("run-leases", clock, this::expire);
        this.due = new Alarm("run-retries", clock, this::wakeForDue);
        this.index = SessionRuns.open(store);
        this.line = new Line(index);
        this.queue = new RunQueue(store, line, waiters);
        this.metrics = new RunMetrics(this::status, clock);
        this.claims = new Claims(store, sessions, events, clock, line, waiters, expiry, metrics);
        Transitions transitions = new Transitions(queue, events, clock, due, metrics);
        BackOff backOff = new BackOff(settings, RandomGenerator.getDefault());
        Outputs outputs = new Outputs(outbox, events, clock);
        this.settlements = new Settlements(store, clock, outputs, transitions, backOff);
        this.control = new RunControl(store, queue, transitions, backOff, metrics);
    }

    /** Collects leases that ran out meanwhile, and watches from now on. */
    public void start() {
        expiry.start();
        due.start();
    }

    /** Lends nothing more; who waits for a run gets an empty answer. Leases go on. */
    public void stopLending() {
        claims.stop();
    }

    /** Whether nothing is lent any more. */
    public boolean isLendingStopped() {
        return claims.isStopped();
    }

    @Override
    public void close() {
        stopLending();
        expiry.close();
        due.close();
        index.close();
    }

    /** A session was made in this commit. Saves the first run that follows a look-up. */
    public void opened(Session session) {
        queue.opened(session.seq());
    }

    /** Whether a session has unfinished runs. */
    public boolean isBusy(Reader reader, long session) {
        return line.isUnfinished(reader, session, Long.MAX_VALUE);
    }

    Sessions sessions() {
        return sessions;
    }

    Line line() {
        return line;
    }

    /** Adds a run at the end of its session's queue. */
    public StoredRun add(Tx tx, NewRun run) {
        long now = clock.millis();
        long seq = tx.next(Sequence.RUN);
        RowId id = RowId.of(now, seq);
        boolean head = queue.enter(tx, run.session());
        RunState state = run.preparing() ? RunState.PREPARING : RunState.QUEUED;
        index.add(run.session(), seq);
        tx.insert(
                RUN,
                seq,
                id.nonce(),
                now,
                run.session(),
                run.connector(),
                state.code(),
                run.receipts(),
                run.fingerprint(),
                run.input(),
                run.replayOf());
        if (run.preparing()) {
            tx.update("insert into preparing (run) values (?)", seq);
            tx.signal(onPreparing);
        } else if (head) {
            queue.ready(tx, new Ready(now, seq, run.session(), run.connector()));
        }
        RunCounts.entered(tx, state);
        events.append(tx, NewEvent.ofRun("run_" + state.text(), run.session(), seq, null));
        return new StoredRun(seq, run.session(), id);
    }

    /** Runs after each commit that added a run whose files are to be fetched. */
    void onPreparing(Runnable listener) {
        onPreparing = listener;
    }

    /** Whether a run still waits for its files. */
    boolean isPreparing(Tx tx, long run) {
        return tx.one("select 1 from preparing where run = ?", row -> row.integer(1), run)
                .isPresent();
    }

    /** The files of a run have been fetched, or given up: it takes part in its session's queue. */
    void prepared(Tx tx, long run, RunInput input) {
        control.prepared(tx, run, input);
    }

    /** Lends runs, waiting for the first if there is none; empty if none came. */
    public List<Claim> claim(ClaimRequest request) throws InterruptedException {
        return claims.claim(request);
    }

    /** Makes a lease last {@code length} from now and says until when. */
    public LeaseOutcome<Long> heartbeat(RunLease lease, Duration length)
            throws InterruptedException {
        ClaimRequest.requireLease(length);
        return settlements.heartbeat(lease, length);
    }

    /** Adds one output now. The run goes on. */
    public LeaseOutcome<StoredOutput> output(RunLease lease, OutputDraft draft)
            throws InterruptedException {
        return settlements.output(lease, draft);
    }

    /** Ends a run well, with its last outputs, in one commit. */
    public LeaseOutcome<Settled> complete(RunLease lease, List<OutputDraft> outputs)
            throws InterruptedException {
        return settlements.complete(lease, outputs);
    }

    /** Gives a run back for another try, or for good. */
    public LeaseOutcome<Settled> fail(RunLease lease, RunFailure failure)
            throws InterruptedException {
        return settlements.fail(lease, failure);
    }

    /** Calls off a run that has not ended; empty if there is no such run. */
    public Optional<StoredRun> cancel(String id) throws InterruptedException {
        return store.write(tx -> control.cancel(tx, id));
    }

    /** Does an ended run again, as a new one. */
    public Replay replay(String id) throws InterruptedException {
        return store.write(
                tx ->
                        RunRow.find(tx, id)
                                .map(row -> replay(tx, row))
                                .orElseGet(Replay.Unknown::new));
    }

    private Replay replay(Tx tx, RunRow row) {
        if (!row.state().isFinal()) {
            return new Replay.Unfinished(row.state());
        }
        return row.isPruned() ? new Replay.Pruned() : new Replay.Made(again(tx, row));
    }

    /** How much there is of what. */
    public RunStatus status() {
        return store.read(reader -> new RunStatus(RunCounts.read(reader), oldest(reader)));
    }

    /**
     * What of runs may go.
     *
     * @param carried whether a delivery still carries an output
     */
    public Slices slices(BiPredicate<Reader, Long> carried) {
        return new Slices(new OutputSlice(carried::test), new RunSlice());
    }

    /** Outputs, then what is in runs. */
    public record Slices(Slice outputs, Slice runs) {}

    /**
     * Forgets a run that ended before {@code cutMs} and was emptied.
     *
     * @return keys of its receipts, one after the other; empty if it stays
     */
    public Optional<byte[]> forget(Tx tx, long seq, long cutMs) {
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Left(RunState state, long session, byte[] receipts) {}
        Optional<Left> left =
                tx.one(
                        "delete from run where seq = ? and state >= 3 and finished_ms <= ? and input = ?"
                                + " returning state, session, coalesce(receipts, x'')",
                        row ->
                                new Left(
                                        RunState.of(row.integer(1)),
                                        row.integer(2),
                                        bytes(row.bytesOrNull(3))),
                        seq,
                        cutMs,
                        RunRow.PRUNED);
        left.ifPresent(
                each -> {
                    RunCounts.forgotten(tx, each.state);
                    index.remove(tx, each.session, seq);
                });
        return left.map(Left::receipts);
    }

    private static byte[] bytes(byte @Nullable [] bytes) {
        return bytes == null ? new byte[0] : bytes;
    }

    /** When the oldest run that has not ended was made; empty if there is none. */
    public static OptionalLong oldestUnfinishedMs(Reader reader) {
        return reader.one(
                        "select created_ms from run where seq = (select min(run) from"
                                + " (select min(run) as run from ready union all select min(run) from run_lease"
                                + " union all select min(run) from preparing))",
                        row -> OptionalLong.of(row.integer(1)))
                .orElse(OptionalLong.empty());
    }

    /** What happens to runs. */
    public MetricSource metrics() {
        return metrics;
    }

    long expire() throws InterruptedException {
        return control.expire(clock.millis());
    }

    private StoredRun again(Tx tx, RunRow row) {
        boolean preparing = !RunInput.read(row.input()).files().isEmpty();
        return add(
                tx,
                new NewRun(
                        row.run().session(),
                        row.connector(),
                        preparing,
                        null,
                        null,
                        row.input(),
                        row.run().seq()));
    }

    /** Wakes callers for runs whose pause is over. Only the alarm's thread comes here. */
    private long wakeForDue() {
        long now = clock.millis();
        if (waiters.isAnybodyThere()) {
            waiters.wake(store.read(reader -> Claims.due(reader, wokenUntilMs, now, WAKE_AT_ONCE)));
        }
        wokenUntilMs = now;
        return store.read(
                reader ->
                        reader.one(
                                        "select due_ms from ready where due_ms > ? order by due_ms limit 1",
                                        row -> row.integer(1),
                                        now)
                                .orElse(Alarm.NEVER));
    }

    private static @Nullable Long oldest(Reader reader) {
        return reader.one("select due_ms from ready order by due_ms limit 1", row -> row.integer(1))
                .orElse(null);
    }
}
