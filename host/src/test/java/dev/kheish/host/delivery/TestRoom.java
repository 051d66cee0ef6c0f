package dev.kheish.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.audit.AuditLog;
import dev.kheish.host.connector.DeliveryPolicy;
import dev.kheish.host.connector.Lookup;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.json.Json;
import dev.kheish.host.run.StoredOutput;
import dev.kheish.host.store.RowId;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;
import dev.kheish.host.stream.EventLog;
import dev.kheish.spi.Attachment;
import dev.kheish.spi.Output;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The room on a real store, with connectors that the test makes. */
final class TestRoom implements AutoCloseable {
    static final DeliveryPolicy POLICY =
            new DeliveryPolicy(1000, Duration.ofHours(24), 16, 0, Duration.ofSeconds(20));

    final Store store;
    final Clock clock;
    final FakeDirectory directory;
    final Deliveries deliveries;
    private final Random random = new Random(7);

    TestRoom(Path folder, Clock clock, FakeDirectory directory, DeliverySettings settings) {
        this.store = Store.open(folder.resolve("kheish.db"));
        this.clock = clock;
        this.directory = directory;
        this.deliveries =
                new Deliveries(
                        settings,
                        new DeliveryRooms(
                                store,
                                clock,
                                new EventLog(clock),
                                new AuditLog(clock),
                                directory,
                                new NoAttachments(),
                                text -> text.replace("s3cr3t-value", "[redacted]"),
                                random));
    }

    static TestRoom open(Path folder, Clock clock) {
        return new TestRoom(folder, clock, new FakeDirectory(), DeliverySettings.DEFAULT);
    }

    TestRoom start() throws InterruptedException {
        deliveries.start();
        return this;
    }

    void connector(String name, Output output) {
        connector(name, POLICY, output);
    }

    void connector(String name, DeliveryPolicy policy, Output output) {
        directory.put(name, new Lookup.Live(new FakeConnector("fake", name, policy, output)));
    }

    /** One output of a session to some targets; gives the ids of the deliveries. */
    List<String> send(long session, String content, StoredTarget... targets)
            throws InterruptedException {
        return store.write(tx -> send(tx, session, content, List.of(targets)));
    }

    List<String> send(Tx tx, long session, String content, List<StoredTarget> targets) {
        tx.update(
                "insert into session (seq, id, created_ms) values (?, ?, 0) on conflict do nothing",
                session,
                "s-" + session);
        RowId id = RowId.of(clock.millis(), tx.next(Sequence.OUTPUT));
        String body = Json.write(Json.object().put("content", content));
        tx.update(
                "insert into output (seq, nonce, created_ms, session, body) values (?, ?, ?, ?, ?)",
                id.seq(),
                id.nonce(),
                id.atMs(),
                session,
                body);
        deliveries.outbox().add(tx, new StoredOutput(id.seq(), session, null, id, body), targets);
        List<Long> rows =
                tx.list(
                        "select seq from delivery where output = ? order by seq",
                        row -> row.integer(1),
                        id.seq());
        List<String> ids = new ArrayList<>();
        rows.forEach(row -> ids.add(DeliveryRow.find(tx, row).orElseThrow().id()));
        return ids;
    }

    DeliveryRow row(String id) {
        return store.read(reader -> DeliveryRow.find(reader, id)).orElseThrow();
    }

    DeliveryState state(String id) {
        return row(id).state();
    }

    void awaitState(String id, DeliveryState state) {
        await(() -> state(id) == state);
    }

    long count(String sql) {
        return store.read(reader -> reader.number(sql, 0));
    }

    /** Polls with a deadline, waking the dispatcher for clocks that do not go by themselves. */
    void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            deliveries.wake();
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        try {
            deliveries.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while stopping", e);
        } finally {
            store.close();
        }
    }

    private static final class NoAttachments implements Attachments {
        @Override
        public Optional<Attachment> find(String id) {
            return Optional.empty();
        }

        @Override
        public String downloadPath(Attachment attachment) {
            return "/v1/assets/" + attachment.id() + "/raw";
        }
    }
}
