package dev.kheish.host.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.audit.AuditLog;
import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.connector.Lookup;
import dev.kheish.host.connector.NoConnectors;
import dev.kheish.host.connector.OutputLookup;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.connector.TargetOutcome;
import dev.kheish.host.delivery.Attachments;
import dev.kheish.host.delivery.Deliveries;
import dev.kheish.host.delivery.DeliveryRooms;
import dev.kheish.host.delivery.DeliverySettings;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Store;
import dev.kheish.host.stream.EventLog;
import dev.kheish.spi.Attachment;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/** The routes of deliveries over a real server; nothing is sent, for no kind is loaded. */
final class DeliveryRoutesTest {
    private static final String TEST =
            "{\"session_id\":\"s\",\"plugin\":\"fake\",\"target\":\"a/l\",\"content\":\"hello\"}";

    @TempDir private Path folder;
    private Store store;
    private Sessions sessions;
    private TestServer server;

    @BeforeEach
    void open() throws Exception {
        Clock clock = Clock.systemUTC();
        store = Store.open(folder.resolve("store.db"));
        store.write(
                tx -> tx.update("insert into session (seq, id, created_ms) values (1, 's', 0)"));
        sessions = new Sessions(store, new EventLog(clock), clock);
        ConnectorDirectory connectors = new OneKind();
        Deliveries deliveries =
                new Deliveries(
                        DeliverySettings.DEFAULT,
                        new DeliveryRooms(
                                store,
                                clock,
                                new EventLog(clock),
                                new AuditLog(clock),
                                connectors,
                                new NoAttachments(),
                                UnaryOperator.identity(),
                                new Random(1)));
        server =
                TestServer.with(new DeliveryRoutes(store, sessions, deliveries.desk(), connectors));
    }

    @AfterEach
    void close() {
        server.close();
        sessions.close();
        store.close();
    }

    @Test
    void aTestMessageIsQueuedListedAndCancelled() throws Exception {
        var sent = server.post("/v1/deliveries", TEST);

        assertThat(sent.statusCode()).isEqualTo(202);
        String id = TestServer.json(sent).path("delivery_id").asText();
        assertThat(id).startsWith("dlv_");
        JsonNode page =
                TestServer.json(server.get("/v1/deliveries?page=true&session_id=s&status=pending"));
        assertThat(page.path("items")).hasSize(1);
        assertThat(page.path("pagination").path("has_more").asBoolean()).isFalse();
        JsonNode view = TestServer.json(server.get("/v1/deliveries/" + id));
        assertThat(view.path("content").asText()).isEqualTo("hello");
        assertThat(view.path("content_size_bytes").asInt()).isEqualTo(5);
        assertThat(view.path("session_id").asText()).isEqualTo("s");
        JsonNode cancelled = TestServer.json(server.post("/v1/deliveries/" + id + "/cancel", ""));
        assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
        assertThat(TestServer.json(server.get("/v1/deliveries/" + id + "/attempts"))).isEmpty();
    }

    @Test
    void pagesAreWalkedByCursor() throws Exception {
        for (int i = 0; i < 5; i++) {
            server.post("/v1/deliveries", TEST);
        }

        JsonNode first = TestServer.json(server.get("/v1/deliveries?page=true&limit=3"));
        String cursor = first.path("pagination").path("next_cursor").asText();
        JsonNode second = TestServer.json(server.get("/v1/deliveries?limit=3&cursor=" + cursor));

        assertThat(first.path("items")).hasSize(3);
        assertThat(second.path("items")).hasSize(2);
        assertThat(TestServer.json(server.get("/v1/deliveries"))).hasSize(5);
        assertThat(TestServer.json(server.get("/v1/deliveries?session_id=nobody"))).isEmpty();
    }

    @Test
    void refusalsHaveStableCodes() throws Exception {
        ControlPlaneTest.problem(server.get("/v1/deliveries/dlv_x"), 404, "delivery_not_found");
        ControlPlaneTest.problem(server.get("/v1/deliveries?status=lost"), 400, "invalid_status");
        ControlPlaneTest.problem(server.get("/v1/deliveries?cursor=eA"), 400, "invalid_cursor");
        ControlPlaneTest.problem(
                server.post("/v1/deliveries", TEST.replace("hello", " ")),
                400,
                "delivery_content_required");
        ControlPlaneTest.problem(
                server.post("/v1/deliveries", TEST.replace("fake", "daemon")),
                400,
                "delivery_plugin_not_queueable");
        ControlPlaneTest.problem(
                server.post("/v1/deliveries/backpressure/reset", "{}"),
                400,
                "delivery_backpressure_selector_required");
        ControlPlaneTest.problem(
                server.post("/v1/deliveries/replay-bulk", "{\"limt\":3}"), 400, "invalid_body");
        String id =
                TestServer.json(server.post("/v1/deliveries", TEST)).path("delivery_id").asText();
        ControlPlaneTest.problem(
                server.post("/v1/deliveries/" + id + "/replay", ""),
                404,
                "delivery_not_dead_lettered");
    }

    /** Reads targets of the kind {@code fake}, which is not loaded otherwise. */
    private static final class OneKind implements ConnectorDirectory {
        private final NoConnectors others = new NoConnectors();

        @Override
        public Lookup find(String kind, String name) {
            return others.find(kind, name);
        }

        @Override
        public Lookup findForDelivery(String kind, String name) {
            return others.findForDelivery(kind, name);
        }

        @Override
        public OutputLookup findOutput(String kind) {
            return others.findOutput(kind);
        }

        @Override
        public TargetOutcome decode(ReplyHandle handle, Origin origin) {
            return handle.plugin().equals("fake")
                    ? new TargetOutcome.Ok(
                            new StoredTarget("fake", handle.address(), origin, "fake:a", "a", null))
                    : others.decode(handle, origin);
        }

        @Override
        public TargetOutcome decode(JsonNode structured, Origin origin) {
            return others.decode(structured, origin);
        }

        @Override
        public void onChange(Listener listener) {
            others.onChange(listener);
        }
    }

    private static final class NoAttachments implements Attachments {
        @Override
        public Optional<Attachment> find(String id) {
            return Optional.empty();
        }

        @Override
        public String downloadPath(Attachment attachment) {
            return attachment.id();
        }
    }
}
