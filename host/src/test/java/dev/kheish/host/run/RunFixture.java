package dev.kheish.host.run;

import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.session.NewSession;
import dev.kheish.host.session.Session.Terms;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;
import dev.kheish.host.stream.EventLog;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Runs over a real store, with an outbox that only remembers. */
final class RunFixture implements AutoCloseable {
    static final String INPUT = RunInput.ofText("api", "test", "hello").write();
    static final Duration LEASE = Duration.ofSeconds(60);

    final Store store;
    final Clock clock;
    final EventLog events;
    final Sessions sessions;
    final Runs runs;
    final Map<Long, List<StoredTarget>> sent = new ConcurrentHashMap<>();

    RunFixture(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.events = new EventLog(clock);
        this.sessions = new Sessions(store, events, clock);
        this.runs = new Runs(store, sessions, events, clock, RunSettings.DEFAULT, this::send);
    }

    long session(String id) throws InterruptedException {
        return store.write(
                        tx ->
                                sessions.find(tx, id)
                                        .orElseGet(
                                                () ->
                                                        sessions.create(
                                                                tx,
                                                                new NewSession(
                                                                        id,
                                                                        null,
                                                                        null,
                                                                        Terms.NONE))))
                .seq();
    }

    StoredRun add(String session) throws InterruptedException {
        return add(session, INPUT);
    }

    StoredRun add(String session, String input) throws InterruptedException {
        long seq = session(session);
        return store.write(tx -> runs.add(tx, NewRun.of(seq, input)));
    }

    StoredRun addPreparing(String session) throws InterruptedException {
        long seq = session(session);
        return store.write(
                tx -> runs.add(tx, new NewRun(seq, null, true, null, null, INPUT, null)));
    }

    List<Claim> claim(int limit) throws InterruptedException {
        return runs.claim(new ClaimRequest("w", "", limit, Duration.ZERO, LEASE, null, null));
    }

    Claim claimOne() throws InterruptedException {
        List<Claim> claims = claim(1);
        if (claims.size() != 1) {
            throw new AssertionError("Nothing could be claimed");
        }
        return claims.getFirst();
    }

    RunRow row(StoredRun run) {
        return store.read(reader -> RunRow.find(reader, run.seq())).orElseThrow();
    }

    RunState state(StoredRun run) {
        return row(run).state();
    }

    List<String> eventTypes() {
        return store.read(
                reader -> reader.list("select type from event order by seq", row -> row.text(1)));
    }

    private void send(Tx tx, StoredOutput output, List<StoredTarget> targets) {
        sent.put(output.seq(), targets);
    }

    @Override
    public void close() {
        runs.close();
        sessions.close();
        store.close();
    }
}
