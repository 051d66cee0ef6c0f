package dev.kheish.host.ingress;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.asset.Assets;
import dev.kheish.host.audit.AuditLog;
import dev.kheish.host.audit.RefusalCounts;
import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.connector.ConnectorPolicy;
import dev.kheish.host.connector.DeliveryPolicy;
import dev.kheish.host.connector.LiveConnector;
import dev.kheish.host.connector.Lookup;
import dev.kheish.host.connector.OutputLookup;
import dev.kheish.host.connector.SessionPolicy;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.connector.TargetOutcome;
import dev.kheish.host.index.ReceiptStyle;
import dev.kheish.host.index.Receipts;
import dev.kheish.host.json.Json;
import dev.kheish.host.run.RunInput;
import dev.kheish.host.run.RunSettings;
import dev.kheish.host.run.Runs;
import dev.kheish.host.run.StoredRun;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Store;
import dev.kheish.host.stream.EventLog;
import dev.kheish.spi.Connector;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.Origin;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.Route;
import dev.kheish.spi.Submission;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Ingress on a real store, and one connector whose policy the test chooses. */
final class IngressRig implements AutoCloseable {
    final AtomicLong nowMs = new AtomicLong(1_700_000_000_000L);
    final Store store;
    final Sessions sessions;
    final Ingress ingress;
    private final Receipts receipts;
    private final Runs runs;
    private final Path home;
    private final OneDirectory directory = new OneDirectory();

    IngressRig(Path home) throws IOException, InterruptedException {
        this(home, ReceiptStyle.SEGMENTS);
    }

    IngressRig(Path home, ReceiptStyle style) throws IOException, InterruptedException {
        this.home = home;
        store = Store.open(home.resolve("test.db"));
        Clock clock = InstantSource.system().withZone(ZoneOffset.UTC);
        Clock settable = new SettableClock(nowMs);
        EventLog events = new EventLog(clock);
        sessions = new Sessions(store, events, settable);
        receipts = style.open(store, ReceiptStyle.IN_MEMORY);
        runs =
                new Runs(
                        store,
                        sessions,
                        events,
                        settable,
                        RunSettings.DEFAULT,
                        (tx, output, targets) -> {});
        Assets assets = Assets.open(store, home.resolve("assets"), clock, Assets.DEFAULT_LIMIT);
        ingress =
                new Ingress(
                        new Ingress.Rooms(
                                store, directory, sessions, runs, receipts, assets, settable),
                        new NoViews(),
                        new RefusalCounts(store, new AuditLog(clock)),
                        IngressSettings.DEFAULT);
    }

    /** The connector that is reached as lamp/desk. */
    void offer(LiveConnector connector) {
        directory.desk = new Lookup.Live(connector);
    }

    Receipt submit(LiveConnector connector, InboundEvent event) {
        return ingress.submit(connector, Submission.of(event)).getFirst();
    }

    List<Receipt> submit(LiveConnector connector, Submission submission) {
        return ingress.submit(connector, submission);
    }

    long count(String table) {
        return store.read(reader -> reader.number("select count(*) from " + table, 0));
    }

    /** Everything that an event may leave behind. */
    List<Long> traces() {
        return List.of(
                count("run"),
                count("receipt"),
                count("session"),
                count("binding"),
                count("ready"),
                count("event"),
                count("asset"));
    }

    Path home() {
        return home;
    }

    @Override
    public void close() {
        runs.close();
        sessions.close();
        receipts.close();
        store.close();
    }

    static LiveConnector connector(long incarnation, SessionPolicy sessions, long perSecond) {
        return connector(
                incarnation,
                new ConnectorPolicy(null, sessions, perSecond, DeliveryPolicy.DEFAULT));
    }

    static LiveConnector connector(long incarnation, ConnectorPolicy policy) {
        return new FixedConnector(incarnation, policy, List.of());
    }

    static LiveConnector connector(List<Route> routes) {
        return new FixedConnector(
                1,
                new ConnectorPolicy(null, SessionPolicy.DEFAULT, 100, DeliveryPolicy.DEFAULT),
                List.copyOf(routes));
    }

    static SessionPolicy creating() {
        return new SessionPolicy(true, null, null, null);
    }

    private record FixedConnector(long incarnation, ConnectorPolicy policy, List<Route> routes)
            implements LiveConnector {
        @Override
        public String kind() {
            return "lamp";
        }

        @Override
        public String name() {
            return "desk";
        }

        @Override
        public Connector connector() {
            return new Connector() {};
        }

        @Override
        public Optional<Hold> hold() {
            return Optional.of(() -> {});
        }
    }

    private static final class NoViews implements RunViewSource {
        @Override
        public JsonNode accepted(StoredRun run, String sessionId, RunInput input) {
            return Json.object();
        }

        @Override
        public JsonNode stored(String runId) {
            return Json.object();
        }
    }

    /** Reads handles of kind lamp, whose address is the name of a connector. */
    private static final class OneDirectory implements ConnectorDirectory {
        private volatile Lookup desk = new Lookup.Unknown();

        @Override
        public Lookup find(String kind, String name) {
            return (kind + "/" + name).equals("lamp/desk") ? desk : new Lookup.Unknown();
        }

        @Override
        public Lookup findForDelivery(String kind, String name) {
            return new Lookup.Unknown();
        }

        @Override
        public OutputLookup findOutput(String kind) {
            return new OutputLookup.Absent("none");
        }

        @Override
        public TargetOutcome decode(ReplyHandle handle, Origin origin) {
            return switch (handle.address()) {
                case "bad" -> new TargetOutcome.Bad("bad address");
                case "nobody" -> new TargetOutcome.Unknown("no such connector");
                default ->
                        new TargetOutcome.Ok(
                                new StoredTarget(
                                        handle.plugin(),
                                        handle.address(),
                                        origin,
                                        "lamp",
                                        handle.address(),
                                        null));
            };
        }

        @Override
        public TargetOutcome decode(JsonNode structured, Origin origin) {
            return new TargetOutcome.Bad("none here");
        }

        @Override
        public void onChange(Listener listener) {}
    }

    private static final class SettableClock extends Clock {
        private final AtomicLong nowMs;

        SettableClock(AtomicLong nowMs) {
            this.nowMs = nowMs;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(nowMs.get());
        }
    }
}
