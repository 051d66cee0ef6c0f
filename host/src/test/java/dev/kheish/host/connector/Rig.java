package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.capture.CapturedLine;
import dev.kheish.host.json.Json;
import dev.kheish.host.secret.AuditTrail;
import dev.kheish.host.secret.CredentialLeases;
import dev.kheish.host.secret.EnvironmentSecrets;
import dev.kheish.host.secret.Secrets;
import dev.kheish.host.store.Store;
import dev.kheish.host.stream.EventLog;
import dev.kheish.spi.Attachment;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.Egress;
import dev.kheish.spi.FieldError;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Submission;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A whole room on a real store, with two kinds and fakes for the rooms above. */
public final class Rig implements AutoCloseable {
    static final String ACTOR = "ops";

    public final Path home;
    final TestKinds kinds = new TestKinds();
    final TestKind lamp = new TestKind("lamp");
    final TestKind bell = new TestKind("bell");
    final Map<String, String> environment =
            new HashMap<>(Map.of("TOKEN_VARIABLE", "from the environment"));
    public final List<Reference> references = new CopyOnWriteArrayList<>();
    final List<String> forgotten = new CopyOnWriteArrayList<>();
    final List<String> personas = new CopyOnWriteArrayList<>(List.of("triage"));
    final List<Submission> submitted = new CopyOnWriteArrayList<>();
    public final List<String> audited = new CopyOnWriteArrayList<>();
    public final List<String> refused = new CopyOnWriteArrayList<>();
    final AtomicLong now = new AtomicLong(1_750_000_000_000L);
    final Clock clock =
            InstantSource.offset(() -> Instant.ofEpochMilli(now.get()), Duration.ZERO)
                    .withZone(ZoneOffset.UTC);
    public Store store;
    public Secrets secrets;
    public CredentialLeases leases;
    public Connectors connectors;

    Rig(Path home) {
        this.home = home;
        kinds.offer(lamp);
        kinds.offer(bell);
    }

    public static Rig started(Path home) throws InterruptedException {
        Rig rig = new Rig(home);
        rig.start();
        return rig;
    }

    public void start() throws InterruptedException {
        store = Store.open(home.resolve("kheish.db"));
        AuditTrail audit =
                (tx, actor, action, subject, detail) -> {
                    String line = actor + " " + action + " " + subject + " " + detail;
                    tx.afterCommit(() -> audited.add(line));
                };
        secrets = Secrets.open(store, home, Map.of(), audit, clock);
        leases = CredentialLeases.open(store, secrets, audit, this::refused, clock);
        connectors =
                new Connectors(
                        new ConnectorRooms(
                                store,
                                kinds,
                                secrets,
                                leases,
                                new EnvironmentSecrets(environment, List.of("*")),
                                new EventLog(clock),
                                audit,
                                clock,
                                file(),
                                home.resolve("connectors"),
                                Duration.ZERO,
                                Duration.ofDays(30),
                                Duration.ofSeconds(1)));
        connectors.open(
                new UpperRooms(
                        new Host(),
                        personas::contains,
                        List.of((_, _, _, _, limit) -> references.stream().limit(limit).toList()),
                        (tx, kind, name) ->
                                tx.afterCommit(() -> forgotten.add(kind + "/" + name))));
        connectors.startAll();
    }

    public void stop() {
        connectors.close();
        store.close();
    }

    void restart() throws InterruptedException {
        stop();
        start();
    }

    Path file() {
        return home.resolve("connectors.yaml");
    }

    public FileReport write(String yaml) throws InterruptedException {
        try {
            Files.writeString(file(), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return connectors.reload();
    }

    PutOutcome put(String name, String json) throws InterruptedException {
        return connectors.put(PutRequest.of(lamp(name), json(json), ACTOR));
    }

    ObjectNode stored(String name, String json) throws InterruptedException {
        PutOutcome outcome = put(name, json);
        assertThat(outcome).as(outcome.toString()).isInstanceOf(PutOutcome.Stored.class);
        return ((PutOutcome.Stored) outcome).view();
    }

    List<String> mistakes(String name, String json) throws InterruptedException {
        PutOutcome outcome = put(name, json);
        assertThat(outcome).as(outcome.toString()).isInstanceOf(PutOutcome.Invalid.class);
        List<String> lines = new ArrayList<>();
        for (FieldError error : ((PutOutcome.Invalid) outcome).errors()) {
            lines.add(error.field() + ": " + error.message());
        }
        return lines;
    }

    ObjectNode view(String name) {
        return connectors.view(lamp(name), true).orElseThrow();
    }

    public void awaitState(String name, String state) {
        await(
                () ->
                        connectors
                                .view(lamp(name), true)
                                .filter(view -> view.path("state").asText().equals(state))
                                .isPresent(),
                () -> name + " is not " + state + ": " + connectors.view(lamp(name), true));
    }

    static void await(BooleanSupplier condition) {
        await(condition, () -> "It did not happen in time");
    }

    private static void await(
            BooleanSupplier condition, java.util.function.Supplier<String> otherwise) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(otherwise.get()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Asks the last connector that was opened for a secret. */
    public Optional<String> secretOfLast(String setting) {
        return lamp.last().context.secret(setting);
    }

    /** What the connector that was opened last borrows from the host. */
    public ConnectorContext contextOfLast() {
        return lamp.last().context;
    }

    /** What programs of a connector wrote. */
    List<String> lines(String name) {
        return connectors.logs(lamp(name)).orElseThrow().last(100).stream()
                .map(CapturedLine::text)
                .toList();
    }

    public long nowMs() {
        return now.get();
    }

    /** Lets time pass. */
    public void pass(long millis) {
        now.addAndGet(millis);
    }

    List<String> events() {
        return store.read(
                reader ->
                        reader.list(
                                "select type, data from event order by seq", row -> row.text(1)));
    }

    private void refused(String subject, String reason, String source) {
        refused.add(subject + " " + reason + " " + source);
    }

    static ConnectorKey lamp(String name) {
        return new ConnectorKey("lamp", name);
    }

    static ObjectNode json(String text) {
        JsonNode node = Json.readStored(text.replace('\'', '"'));
        return (ObjectNode) node;
    }

    @Override
    public void close() {
        stop();
    }

    private final class Host implements HostServices {
        @Override
        public List<Receipt> submit(LiveConnector connector, Submission submission) {
            submitted.add(submission);
            return List.of();
        }

        @Override
        public Optional<Delivery> pendingDelivery(LiveConnector connector, String deliveryId) {
            return Optional.empty();
        }

        @Override
        public Optional<Attachment> asset(String assetId) {
            return Optional.empty();
        }

        @Override
        public Egress egress() {
            throw new UnsupportedOperationException("These tests stay inside");
        }

        @Override
        public String url() {
            return "http://127.0.0.1:4000";
        }

        @Override
        public Clock clock() {
            return clock;
        }
    }
}
