package dev.kheish.host.run;

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
import java.util.random.RandomGenerator;

/**
 * The durable queue of runs: one at a time in each session, in order. Safe for use by many threads;
 * methods that take a {@link Tx} are for the writer thread.
 */
public final class Runs implements AutoCloseable {
    private static final int WAKE_AT_ONCE = 500;

    private final Store store;
    private final EventLog events;
    private final Clock clock;
    private final Waiters waiters = new Waiters();
    private final Alarm expiry;
    private final Alarm due;
    private final RunQueue queue;
    private final Claims claims;
    private final Settlements settlements;
    private final RunControl control;
    private volatile Runnable onPreparing = () -> {};
    private long wokenUntilMs;

    /**
     * @param outbox takes outputs on their way
     */
    public Runs(Store store, EventLog events, Clock clock, RunSettings settings, Outbox outbox) {
        this.store = store;
        this.events = events;
        this.clock = clock;
        this.expiry = new Alarm("run-leases", clock, this::expire);
        this.due = new Alarm("run-retries", clock, this::wakeForDue);
        this.queue = new RunQueue(store, waiters);
        this.claims = new Claims(store, events, clock, waiters, expiry);
        Transitions transitions = new Transitions(queue, events, clock, due);
        BackOff backOff = new BackOff(settings, RandomGenerator.getDefault());
        Outputs outputs = new Outputs(outbox, events, clock);
        this.settlements = new Settlements(store, clock, outputs, transitions, backOff);
        this.control = new RunControl(store, queue, transitions, backOff);
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
    }

    /** Adds a run at the end of its session's queue. */
    public StoredRun add(Tx tx, NewRun run) {
        long now = clock.millis();
        long seq = tx.next(Sequence.RUN);
        RowId id = RowId.of(now, seq);
        boolean head = queue.enter(tx, run.session());
        RunState state = run.preparing() ? RunState.PREPARING : RunState.QUEUED;
        tx.update(
                "insert into run (seq, nonce, created_ms, session, connector, state, receipts, fingerprint, input,"
                        + " replay_of) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                                .<Replay>map(
                                        row ->
                                                row.state().isFinal()
                                                        ? new Replay.Made(again(tx, row))
                                                        : new Replay.Unfinished(row.state()))
                                .orElseGet(Replay.Unknown::new));
    }

    /** How much there is of what. */
    public RunStatus status() {
        return store.read(reader -> new RunStatus(RunCounts.read(reader), oldest(reader)));
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
