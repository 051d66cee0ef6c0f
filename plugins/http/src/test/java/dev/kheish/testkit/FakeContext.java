package dev.kheish.testkit;

import dev.kheish.spi.Attachment;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.MalformedJsonException;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.RunRef;
import dev.kheish.spi.StateMap;
import dev.kheish.spi.Submission;

import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Remembers submitted events; every one is accepted until told otherwise. For one thread. */
public final class FakeContext implements ConnectorContext {
    private final String connector;
    private final Map<String, String> secrets = new HashMap<>();
    private final List<InboundEvent> events = new ArrayList<>();
    private final FakeEgress egress = new FakeEgress();
    private final SettableClock clock = new SettableClock(Instant.ofEpochSecond(1_750_000_000));
    private Function<InboundEvent, Receipt> answer =
            _ -> new Receipt.Accepted(run("run_" + events.size(), "session"));

    public FakeContext(String connector) {
        this.connector = connector;
    }

    public static RunRef run(String runId, String sessionId) {
        return new FakeRun(runId, sessionId);
    }

    public FakeContext secret(String setting, String value) {
        secrets.put(setting, value);
        return this;
    }

    public FakeContext forget(String setting) {
        secrets.remove(setting);
        return this;
    }

    public FakeContext answering(Receipt receipt) {
        answer = _ -> receipt;
        return this;
    }

    public List<InboundEvent> events() {
        return events;
    }

    @Override
    public String connector() {
        return connector;
    }

    @Override
    public List<Receipt> submit(Submission submission) {
        List<Receipt> receipts = new ArrayList<>();
        for (InboundEvent event : submission.events()) {
            events.add(event);
            receipts.add(answer.apply(event));
        }
        return receipts;
    }

    @Override
    public Optional<String> secret(String setting) {
        return Optional.ofNullable(secrets.get(setting));
    }

    @Override
    public StateMap state() {
        throw new UnsupportedOperationException("this stand-in keeps no state");
    }

    @Override
    public Optional<Delivery> pendingDelivery(String deliveryId) {
        return Optional.empty();
    }

    @Override
    public Optional<Attachment> asset(String assetId) {
        return Optional.empty();
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
    public SettableClock clock() {
        return clock;
    }

    @Override
    public System.Logger log() {
        return System.getLogger("dev.kheish.connector." + connector);
    }

    @Override
    public void spawn(String name, Task task) {
        throw new UnsupportedOperationException("this stand-in runs no tasks");
    }

    private record FakeRun(String runId, String sessionId) implements RunRef {}
}
