package dev.kheish.host.run;

import dev.kheish.host.json.Json;
import dev.kheish.host.run.Waiters.Waiter;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.RowMapper;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;
import dev.kheish.host.stream.EventLog;
import dev.kheish.host.stream.NewEvent;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lends runs to workers. A caller that finds nothing waits without touching the writer until a run
 * that it wants is ready. Safe for use by many threads.
 */
final class Claims {
    private static final String READY = "select due_ms, run, session, connector from ready";
    private static final RowMapper<Ready> MAPPER =
            row -> new Ready(row.integer(1), row.integer(2), row.integer(3), row.integerOrNull(4));

    private final Store store;
    private final Sessions sessions;
    private final EventLog events;
    private final Clock clock;
    private final Line line;
    private final Waiters waiters;
    private final Alarm expiry;
    private final RunMetrics metrics;
    private volatile boolean stopped;

    Claims(
            Store store,
            Sessions sessions,
            EventLog events,
            Clock clock,
            Line line,
            Waiters waiters,
            Alarm expiry,
            RunMetrics metrics) {
        this.store = store;
        this.sessions = sessions;
        this.events = events;
        this.clock = clock;
        this.line = line;
        this.waiters = waiters;
        this.expiry = expiry;
        this.metrics = metrics;
    }

    List<Claim> claim(ClaimRequest request) throws InterruptedException {
        long deadline = System.nanoTime() + request.patience().toNanos();
        ClaimFilter filter = store.read(reader -> FilterNames.resolve(reader, sessions, request));
        while (!stopped) {
            Waiter waiter = waiters.enter(filter);
            try {
                if (isClaimable(filter)) {
                    List<Claim> claims = take(request, filter);
                    if (!claims.isEmpty()) {
                        return claims;
                    }
                    continue; // somebody was faster; there may be more
                }
                long left = deadline - System.nanoTime();
                if (left <= 0 || !waiter.await(left)) {
                    return List.of();
                }
            } finally {
                waiters.leave(waiter);
            }
        }
        return List.of();
    }

    /** Lends nothing more; whoever waits gets an empty answer. */
    void stop() {
        stopped = true;
        waiters.close();
    }

    boolean isStopped() {
        return stopped;
    }

    private boolean isClaimable(ClaimFilter filter) {
        long now = clock.millis();
        return store.read(reader -> !candidates(reader, filter, now, 1).isEmpty());
    }

    private List<Claim> take(ClaimRequest request, ClaimFilter filter) throws InterruptedException {
        List<Lent> lent =
                store.write(
                        tx -> {
                            List<Lent> taken = new ArrayList<>();
                            for (Ready ready :
                                    candidates(tx, filter, clock.millis(), request.limit())) {
                                taken.add(lend(tx, ready, request));
                            }
                            return taken;
                        });
        return store.read(reader -> lent.stream().map(each -> claimed(reader, each)).toList());
    }

    private Lent lend(Tx tx, Ready ready, ClaimRequest request) {
        long now = clock.millis();
        long expires = now + request.lease().toMillis();
        String token = LeaseToken.make();
        tx.update("delete from ready where due_ms = ? and run = ?", ready.dueMs(), ready.run());
        tx.update(
                "update run set state = 2, attempt = attempt + 1, due_ms = null,"
                        + " started_ms = coalesce(started_ms, ?), updated_ms = ? where seq = ?",
                now,
                now,
                ready.run());
        tx.update(
                "insert into run_lease (run, session, worker, caller, token_hash, expires_ms)"
                        + " values (?, ?, ?, ?, ?, ?)",
                ready.run(),
                ready.session(),
                request.worker(),
                request.caller(),
                LeaseToken.hash(token),
                expires);
        RunCounts.moved(tx, RunState.QUEUED, RunState.RUNNING);
        String data = Json.write(Json.object().put("worker", request.worker()));
        events.append(tx, NewEvent.ofRun("run_started", ready.session(), ready.run(), data));
        tx.afterCommit(() -> expiry.at(expires));
        metrics.claimed(tx);
        return new Lent(ready.run(), token, expires);
    }

    /** Runs that became due after {@code from}, up to {@code until}. */
    static List<Ready> due(Reader reader, long from, long until, int limit) {
        return reader.list(
                READY + " where due_ms > ? and due_ms <= ? order by due_ms, run limit ?",
                MAPPER,
                from,
                until,
                limit);
    }

    private static Claim claimed(Reader reader, Lent lent) {
        RunRow row = RunRow.find(reader, lent.run).orElseThrow();
        RunLease lease = new RunLease(row.run().text(), lent.token);
        return new Claim(
                row.run(), RunInput.read(row.input()), lease, row.attempt(), lent.expiresMs);
    }

    private List<Ready> candidates(Reader reader, ClaimFilter filter, long now, int limit) {
        Set<Long> sessions = filter.sessions();
        Set<Long> connectors = filter.connectors();
        if (sessions != null) {
            return sessions.stream()
                    .map(session -> SessionHead.find(reader, line, session, now))
                    .flatMap(Optional::stream)
                    .filter(ready -> filter.accepts(ready.connector(), ready.session()))
                    .limit(limit)
                    .toList();
        }
        if (connectors != null) {
            return connectors.stream()
                    .flatMap(
                            connector ->
                                    reader
                                            .list(
                                                    READY
                                                            + " where connector = ? and due_ms <= ?"
                                                            + " order by due_ms, run limit ?",
                                                    MAPPER,
                                                    connector,
                                                    now,
                                                    limit)
                                            .stream())
                    .sorted(Comparator.comparingLong(Ready::dueMs).thenComparingLong(Ready::run))
                    .limit(limit)
                    .toList();
        }
        return reader.list(
                READY + " where due_ms <= ? order by due_ms, run limit ?", MAPPER, now, limit);
    }

    /** A run that was lent in a commit. */
    private record Lent(long run, String token, long expiresMs) {}
}
