package dev.kheish.sample.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.kheish.sidecar.JsonObject;
import dev.kheish.sidecar.Sidecar;
import dev.kheish.sidecar.SidecarException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The whole sidecar between a caller and a host that are both the test. */
final class EchoTest {
    private static final String PREFIX = "KHEISH_EXTERNAL_CONNECTOR_";

    private final List<JsonObject> events = new CopyOnWriteArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer host;

    @BeforeEach
    void start() throws Exception {
        host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        host.createContext("/v1/connectors/external/demo/events", this::takeEvent);
        host.createContext(
                "/v1/connectors/external/demo/credentials/DEMO_GREETING",
                exchange -> answer(exchange, "{\"value\":\"Good morning,\"}"));
        host.start();
        environment.put(PREFIX + "NAME", "demo");
        environment.put(PREFIX + "BASE_URL", "http://127.0.0.1:" + FreePort.find());
        environment.put(
                PREFIX + "DAEMON_BASE_URL", "http://127.0.0.1:" + host.getAddress().getPort());
        environment.put(PREFIX + "CREDENTIAL_TOKEN", "lease");
        environment.put(PREFIX + "CREDENTIAL_KEYS_JSON", "[\"DEMO_GREETING\"]");
    }

    @AfterEach
    void stop() {
        host.stop(0);
        client.close();
    }

    private void takeEvent(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        JsonObject event = JsonObject.parse(new String(body, StandardCharsets.UTF_8));
        events.add(event);
        answer(
                exchange,
                event.text("content").isPresent()
                        ? "{\"status\":\"accepted\",\"run_id\":\"run_1\",\"session_id\":\"s-1\"}"
                        : "{\"status\":\"rejected\",\"reason\":\"nothing to say\"}");
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private HttpResponse<String> call(Sidecar sidecar, String path, String body) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + sidecar.port() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void whatIsSaidBecomesAnEvent() throws Exception {
        try (Sidecar sidecar = Echo.sidecar().start(environment)) {
            var answer =
                    call(sidecar, "/say", "{\"who\":\"ann\",\"text\":\"hello\",\"id\":\"e-1\"}");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .isEqualTo(
                            "{\"event_id\":\"e-1\",\"status\":\"accepted\",\"session_id\":\"s-1\","
                                    + "\"run_id\":\"run_1\"}");
            JsonObject event = events.getFirst();
            assertThat(event.requiredText("event_id")).isEqualTo("e-1");
            assertThat(event.requiredText("content")).isEqualTo("hello");
            assertThat(event.requiredText("actor_id")).isEqualTo("ann");
            assertThat(event.requiredText("reply_route")).isEqualTo("ann");
            assertThat(event.object("thread").orElseThrow().texts("path"))
                    .containsExactly("say", "ann");
        }
    }

    @Test
    void withoutAnIdEverySayingIsNew() throws Exception {
        try (Sidecar sidecar = Echo.sidecar().start(environment)) {
            call(sidecar, "/say", "{\"who\":\"ann\",\"text\":\"hello\"}");
            call(sidecar, "/say", "{\"who\":\"ann\",\"text\":\"hello\"}");

            assertThat(events.stream().map(event -> event.requiredText("event_id")).distinct())
                    .hasSize(2);
        }
    }

    @Test
    void whatTheHostRejectsIsTold() throws Exception {
        try (Sidecar sidecar = Echo.sidecar().start(environment)) {
            var answer = call(sidecar, "/say", "{\"who\":\"ann\",\"text\":\"\",\"id\":\"e-2\"}");

            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body()).contains("\"reason\":\"nothing to say\"");
            assertThat(call(sidecar, "/say", "{\"who\":\"ann\"}").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void whatTheHostRefusesIsTold() throws Exception {
        environment.put(PREFIX + "NAME", "other");
        host.createContext(
                "/v1/connectors/external/other/credentials/DEMO_GREETING",
                exchange -> answer(exchange, "{\"value\":\"Hi,\"}"));
        try (Sidecar sidecar = Echo.sidecar().start(environment)) {
            var answer = call(sidecar, "/say", "{\"who\":\"ann\",\"text\":\"x\",\"id\":\" \"}");

            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("status 404", "no external connector 'other'");
        }
    }

    @Test
    void answersBeginWithTheGreetingThatTheHostLends() throws Exception {
        try (Sidecar sidecar = Echo.sidecar().start(environment)) {
            assertThat(call(sidecar, "/said", null).body()).isEqualTo("{\"said\":[]}");

            call(sidecar, "/deliver", delivery("dlv_1"));
            call(sidecar, "/deliver", delivery("dlv_1"));

            assertThat(call(sidecar, "/said", null).body())
                    .isEqualTo(
                            "{\"said\":[{\"who\":\"ann\",\"text\":\"Good morning, all done\","
                                    + "\"delivery_id\":\"dlv_1\"}]}");
        }
    }

    private static String delivery(String id) {
        return JsonObject.of(
                        Map.of(
                                "protocol_version",
                                1,
                                "delivery_id",
                                id,
                                "attempt",
                                1,
                                "reply_route",
                                "ann"))
                .with("conversation", Map.of("session_id", "s-1"))
                .with("content", "all done")
                .toString();
    }

    @Test
    void remembersTheNewestHundredAnswers() {
        var said = new Said();
        for (int i = 0; i < 101; i++) {
            said.add("ann", "text " + i, "dlv_" + i);
        }

        assertThat(said.view().objects("said"))
                .hasSize(100)
                .first()
                .extracting(answer -> answer.requiredText("text"))
                .isEqualTo("text 1");
    }

    @Test
    void doesNotStartWithoutItsSecret() {
        environment.put(PREFIX + "CREDENTIAL_KEYS_JSON", "[]");

        assertThatThrownBy(() -> Echo.sidecar().start(environment))
                .isInstanceOf(SidecarException.class)
                .hasMessageContaining("DEMO_GREETING")
                .hasMessageContaining("credential_slots");
    }
}
