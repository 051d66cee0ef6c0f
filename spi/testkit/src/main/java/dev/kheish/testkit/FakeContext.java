package dev.kheish.testkit;

import dev.kheish.spi.Attachment;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.Leases;
import dev.kheish.spi.MalformedJsonException;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.RunRef;
import dev.kheish.spi.Submission;

import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Remembers submitted events; every one is accepted until told otherwise. Tasks are kept and run by
 * nobody but the test. For one thread.
 */
public final class FakeContext implements ConnectorContext {
    private final String connector;
    private final Map<String, String> secrets = new HashMap<>();
    private final List<InboundEvent> events = new ArrayList<>();
    private final FakeEgress egress = new FakeEgress();
    private final SettableClock clock = new SettableClock(Instant.ofEpochSecond(1_750_000_000));
    private final List<Submission> submissions = new ArrayList<>();
    private final Map<String, Delivery> pending = new HashMap<>();
    private final FakeStateMap state = new FakeStateMap();
    private final FakeFileRoom fileRoom = new FakeFileRoom();
    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private final Map<String, Attachment> assets = new HashMap<>();
    private final List<String> lines = new ArrayList<>();
    private Optional<Path> folder = Optional.empty();
    private Optional<Leases> leases = Optional.empty();
    private Function<InboundEvent, Receipt> answer =
            _ -> new Receipt.Accepted(run("run_" + events.size(), "session"));

    /** Without secrets. */
    public FakeContext(String connector) {
        this.connector = connector;
    }

    /** A run as receipts name it. */
    public static RunRef run(String runId, String sessionId) {
        return new FakeRun(runId, sessionId);
    }

    /** Gives a secret setting a value, by name or path. */
    public FakeContext secret(String setting, String value) {
        secrets.put(setting, value);
        return this;
    }

    /** Takes the value of a secret setting away. */
    public FakeContext forget(String setting) {
        secrets.remove(setting);
        return this;
    }

    /** What becomes of every event from now on. */
    public FakeContext answering(Receipt receipt) {
        answer = _ -> receipt;
        return this;
    }

    /** What becomes of each event from now on. */
    public FakeContext answering(Function<InboundEvent, Receipt> receipts) {
        answer = receipts;
        return this;
    }

    /** What {@link #leases} gives. */
    public FakeContext lending(Leases lent) {
        leases = Optional.of(lent);
        return this;
    }

    /** A delivery that {@link #pendingDelivery} finds. */
    public FakeContext pending(Delivery delivery) {
        pending.put(delivery.id(), delivery);
        return this;
    }

    /** Stores an asset. */
    public FakeContext asset(Attachment attachment) {
        assets.put(attachment.id(), attachment);
        return this;
    }

    /** Where {@link #folder} is, such as a temporary folder of the test. */
    public FakeContext folder(Path place) {
        folder = Optional.of(place);
        return this;
    }

    /** Lines that were put out, each after its source. */
    public List<String> lines() {
        return lines;
    }

    /** The values that must appear nowhere. */
    public List<String> secrets() {
        return List.copyOf(secrets.values());
    }

    /** Every event that was submitted, in order. */
    public List<InboundEvent> events() {
        return events;
    }

    /** Every submission, in order. */
    public List<Submission> submissions() {
        return submissions;
    }

    /** Tasks that were spawned, by name; tests run them when they like. */
    public Map<String, Task> tasks() {
        return tasks;
    }

    @Override
    public String connector() {
        return connector;
    }

    @Override
    public List<Receipt> submit(Submission submission) {
        submissions.add(submission);
        List<Receipt> receipts = new ArrayList<>();
        for (InboundEvent event : submission.events()) {
            events.add(event);
            receipts.add(answer.apply(event));
        }
        submission.puts().forEach(state::put);
        if (receipts.stream().noneMatch(Receipt::isPassing)) {
            submission.putsIfSettled().forEach(state::put);
        }
        return receipts;
    }

    @Override
    public Optional<String> secret(String setting) {
        return Optional.ofNullable(secrets.get(setting));
    }

    @Override
    public Leases leases() {
        return leases.orElseThrow(
                () -> new UnsupportedOperationException("this stand-in lends nothing"));
    }

    @Override
    public void output(String source, String line) {
        lines.add(source + ": " + line);
    }

    @Override
    public Path folder() {
        return folder.orElseThrow(
                () -> new UnsupportedOperationException("this stand-in was given no folder"));
    }

    @Override
    public String hostUrl() {
        return "http://127.0.0.1:4000";
    }

    @Override
    public FakeStateMap state() {
        return state;
    }

    @Override
    public Optional<Delivery> pendingDelivery(String deliveryId) {
        return Optional.ofNullable(pending.get(deliveryId));
    }

    @Override
    public Optional<Attachment> asset(String assetId) {
        return Optional.ofNullable(assets.get(assetId));
    }

    @Override
    public JsonValue parse(byte[] utf8, int maxDepth) throws MalformedJsonException {
        return StrictJson.parse(utf8, maxDepth);
    }

    @Override
    public JsonProvider json() {
        return StrictJson.PROVIDER;
    }

    @Override
    public FakeEgress egress() {
        return egress;
    }

    @Override
    public FakeFileRoom fileRoom() {
        return fileRoom;
    }

    @Override
    public SettableClock clock() {
        return clock;
    }

    @Override
    public System.Logger log() {
        return System.getLogger("dev.kheish.connector." + connector);
    }

    @Override
    public void spawn(String name, Task task) {
        tasks.put(name, task);
    }

    @Override
    public void spawnExclusive(String name, Task task) {
        spawn(name, task);
    }

    private record FakeRun(String runId, String sessionId) implements RunRef {}
}
