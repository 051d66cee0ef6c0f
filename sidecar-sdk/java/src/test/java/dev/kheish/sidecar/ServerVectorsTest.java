package dev.kheish.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What goes over a sidecar's socket, in and out. */
final class ServerVectorsTest {
    private static final Map<String, Delivery> handled = new ConcurrentHashMap<>();
    private static final Map<String, JsonObject> plans = new ConcurrentHashMap<>();
    private static FakeHost host;
    private static Sidecar sidecar;

    @BeforeAll
    static void start() throws Exception {
        host = new FakeHost();
        sidecar =
                Sidecar.builder("demo")
                        .capabilities(Capabilities.standard().attachmentsOut(false).threads(true))
                        .onDelivery((delivery, _) -> handle(delivery))
                        .start(host.environment());
    }

    @AfterAll
    static void stop() {
        sidecar.close();
        host.close();
    }

    private static Outcome handle(Delivery delivery) {
        handled.put(delivery.id(), delivery);
        JsonObject plan = plans.getOrDefault(delivery.id(), JsonObject.empty());
        String detail = plan.text("detail").orElse("");
        return switch (plan.text("kind").orElse("committed")) {
            case "committed" -> Outcome.committed(detail);
            case "retryable" -> Outcome.retryable(detail);
            case "terminal" -> Outcome.terminal(detail);
            case "exception" -> throw new UnsupportedOperationException(detail);
            default -> throw new AssertionError("A new kind of outcome: " + plan);
        };
    }

    @TestFactory
    List<DynamicTest> requestsAreAnsweredAsTheVectorsSay() throws Exception {
        return Vectors.tests(
                "requests.json",
                entry -> {
                    Wire.Answer answer = Wire.send(sidecar.port(), bytes(entry));

                    JsonObject expected = entry.object("answer").orElseThrow();
                    assertThat(answer.status())
                            .isEqualTo((int) expected.integer("status").orElseThrow());
                    expected.object("body").ifPresent(body -> checkBody(answer.json(), body));
                });
    }

    private static void checkBody(JsonObject actual, JsonObject expected) {
        Map<String, Object> compared = new LinkedHashMap<>(actual.asMap());
        expected.asMap()
                .forEach(
                        (name, value) -> {
                            if ("*".equals(value)) {
                                assertThat(actual.requiredText(name)).isNotEmpty();
                                compared.put(name, "*");
                            }
                        });
        assertThat(compared).isEqualTo(expected.asMap());
    }

    private static byte[] bytes(JsonObject entry) {
        byte[] body =
                entry.text("body")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .or(() -> entry.text("body_base64").map(Base64.getDecoder()::decode))
                        .orElse(null);
        var head =
                new StringBuilder(
                        entry.requiredText("method")
                                + " "
                                + entry.requiredText("path")
                                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        JsonObject headers = entry.object("headers").orElse(JsonObject.empty());
        headers.asMap()
                .keySet()
                .forEach(name -> head.append(name + ": " + headers.requiredText(name) + "\r\n"));
        entry.integer("body_size")
                .ifPresent(size -> head.append("Content-Length: " + size + "\r\n"));
        boolean counted = entry.flag("content_length").orElse(true);
        if (body != null && counted && !headers.has("Content-Length")) {
            head.append("Content-Length: " + body.length + "\r\n");
        }
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        whole.writeBytes(body == null ? new byte[0] : body);
        return whole.toByteArray();
    }

    @TestFactory
    List<DynamicTest> deliveriesAreReadAndAnsweredAsTheVectorsSay() throws Exception {
        return Vectors.tests(
                "deliveries.json",
                entry -> {
                    JsonObject request = entry.object("request").orElseThrow();
                    String id = request.requiredText("delivery_id");
                    plans.put(id, entry.object("outcome").orElseThrow());

                    Wire.Answer answer =
                            Wire.call(sidecar.port(), "POST", "/deliver", request.toString());

                    JsonObject expected = entry.object("answer").orElseThrow();
                    assertThat(answer.status())
                            .isEqualTo((int) expected.integer("status").orElseThrow());
                    assertThat(answer.json().toString())
                            .isEqualTo(
                                    expected.object("body")
                                            .orElseThrow()
                                            .toString()
                                            .replace(
                                                    "{exception}",
                                                    "UnsupportedOperationException"));
                    assertThat(read(handled.get(id)))
                            .isEqualTo(entry.object("read").orElseThrow().asMap());
                });
    }

    private static Map<String, Object> read(Delivery delivery) {
        Map<String, Object> read = new LinkedHashMap<>();
        read.put("delivery_id", delivery.id());
        read.put("attempt", delivery.attempt());
        read.put("reply_route", delivery.replyRoute());
        read.put("session_id", delivery.sessionId());
        read.put("thread_id", delivery.threadId().orElse(null));
        read.put("content", delivery.content());
        read.put("parts", delivery.parts().stream().map(ServerVectorsTest::part).toList());
        read.put("artifacts", delivery.artifacts().stream().map(ServerVectorsTest::file).toList());
        read.put("metadata", delivery.metadata().asMap());
        return read;
    }

    private static Map<String, Object> part(Part part) {
        Map<String, Object> read = new LinkedHashMap<>();
        read.put("type", part.type());
        part.text().ifPresent(text -> read.put("text", text));
        part.attachment().ifPresent(file -> read.put("attachment", file(file)));
        if (read.size() == 1) {
            read.put("raw", part.raw().asMap());
        }
        return read;
    }

    private static Map<String, Object> file(Attachment file) {
        Map<String, Object> read = new LinkedHashMap<>();
        read.put("id", file.id());
        read.put("media_type", file.mediaType());
        read.put("download_path", file.downloadPath());
        read.put("file_name", file.fileName().orElse(null));
        read.put("sha256", file.sha256().orElse(null));
        read.put(
                "byte_length",
                file.byteLength().isPresent() ? file.byteLength().getAsLong() : null);
        return read;
    }
}
