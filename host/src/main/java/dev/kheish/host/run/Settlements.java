package dev.kheish.host.run;

import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.run.LeaseOutcome.Done;
import dev.kheish.host.run.LeaseOutcome.Lost;
import dev.kheish.host.run.LeaseOutcome.Unknown;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** What a worker does with a run that it has. Safe for use by many threads. */
final class Settlements {
    private final Store store;
    private final Clock clock;
    private final Outputs outputs;
    private final Transitions transitions;
    private final BackOff backOff;

    Settlements(
            Store store, Clock clock, Outputs outputs, Transitions transitions, BackOff backOff) {
        this.store = store;
        this.clock = clock;
        this.outputs = outputs;
        this.transitions = transitions;
        this.backOff = backOff;
    }

    LeaseOutcome<Long> heartbeat(RunLease lease, Duration length) throws InterruptedException {
        return withLease(
                lease,
                (tx, row) -> {
                    long held =
                            tx.number(
                                    "select expires_ms from run_lease where run = ?",
                                    0,
                                    row.run().seq());
                    // a worker that claimed for long and beats with the default loses nothing by it
                    long expires = Math.max(held, clock.millis() + length.toMillis());
                    tx.update(
                            "update run_lease set expires_ms = ? where run = ?",
                            expires,
                            row.run().seq());
                    return expires;
                });
    }

    LeaseOutcome<StoredOutput> output(RunLease lease, OutputDraft draft)
            throws InterruptedException {
        List<StoredTarget> targets = targets(lease);
        return withLease(lease, (tx, row) -> outputs.add(tx, row.run(), draft, targets));
    }

    LeaseOutcome<Settled> complete(RunLease lease, List<OutputDraft> drafts)
            throws InterruptedException {
        String body = drafts.stream().map(OutputDraft::canonical).collect(Collectors.joining("\n"));
        byte[] digest = Settlement.digest(lease.token(), "complete", body);
        List<StoredTarget> targets = targets(lease);
        return settle(
                lease,
                digest,
                (tx, row) -> {
                    Settlement.Result result = new Settlement.Result(RunState.COMPLETED, null);
                    drafts.forEach(draft -> outputs.add(tx, row.run(), draft, targets));
                    transitions.end(
                            tx, row, RunState.COMPLETED, null, Settlement.pack(digest, result));
                    return result;
                });
    }

    LeaseOutcome<Settled> fail(RunLease lease, RunFailure failure) throws InterruptedException {
        byte[] digest = Settlement.digest(lease.token(), "fail", failure.canonical());
        return settle(
                lease,
                digest,
                (tx, row) -> {
                    if (!failure.retry() || backOff.isUsedUp(row.attempt())) {
                        Settlement.Result result = new Settlement.Result(RunState.FAILED, null);
                        byte[] packed = Settlement.pack(digest, result);
                        transitions.end(tx, row, RunState.FAILED, failure.error(), packed);
                        return result;
                    }
                    long at = clock.millis() + pause(row, failure);
                    Settlement.Result result = new Settlement.Result(RunState.QUEUED, at);
                    byte[] packed = Settlement.pack(digest, result);
                    transitions.putBack(tx, row, at, failure.error(), packed);
                    return result;
                });
    }

    private long pause(RunRow row, RunFailure failure) {
        Duration asked = failure.retryAfter();
        return asked == null ? backOff.millis(row.attempt()) : asked.toMillis();
    }

    private LeaseOutcome<Settled> settle(
            RunLease lease, byte[] digest, BiFunction<Tx, RunRow, Settlement.Result> action)
            throws InterruptedException {
        return store.write(
                tx -> {
                    Optional<RunRow> row = RunRow.find(tx, lease.runId());
                    if (row.isEmpty()) {
                        return new Unknown<>();
                    }
                    Optional<Settlement.Result> repeated =
                            Settlement.repeated(row.get().settlement(), digest);
                    if (repeated.isPresent()) {
                        return new Done<>(settled(tx, row.get(), repeated.get()));
                    }
                    if (!holds(tx, row.get(), lease)) {
                        return new Lost<>();
                    }
                    tx.update("delete from run_lease where run = ?", row.get().run().seq());
                    return new Done<>(settled(tx, row.get(), action.apply(tx, row.get())));
                });
    }

    private static Settled settled(Tx tx, RunRow row, Settlement.Result result) {
        List<String> ids =
                Outputs.ofRun(tx, row.run().seq()).stream().map(StoredOutput::text).toList();
        return new Settled(row.run(), result.state(), result.retryAtMs(), ids);
    }

    private <T> LeaseOutcome<T> withLease(RunLease lease, BiFunction<Tx, RunRow, T> action)
            throws InterruptedException {
        return store.write(
                tx -> {
                    Optional<RunRow> row = RunRow.find(tx, lease.runId());
                    if (row.isEmpty()) {
                        return new Unknown<>();
                    }
                    return holds(tx, row.get(), lease)
                            ? new Done<>(action.apply(tx, row.get()))
                            : new Lost<>();
                });
    }

    /** Whether the lease still stands; one that ran out and was not yet collected does not. */
    private boolean holds(Tx tx, RunRow row, RunLease lease) {
        byte[] hash = LeaseToken.hash(lease.token());
        return tx.one(
                        "select token_hash from run_lease where run = ? and expires_ms > ?",
                        found -> found.bytes(1),
                        row.run().seq(),
                        clock.millis())
                .filter(found -> MessageDigest.isEqual(found, hash))
                .isPresent();
    }

    // Read outside the writer: the input may be long, and its targets never change.
    private List<StoredTarget> targets(RunLease lease) {
        return store.read(reader -> RunRow.find(reader, lease.runId()))
                .map(row -> RunInput.read(row.input()).targets())
                .orElse(List.of());
    }
}
