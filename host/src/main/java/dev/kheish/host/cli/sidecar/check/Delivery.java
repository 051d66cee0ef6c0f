package dev.kheish.host.cli.sidecar.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.cli.sidecar.stage.HostCall;
import dev.kheish.host.cli.sidecar.stage.Json;
import dev.kheish.host.cli.sidecar.stage.Request;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A message on its way to the sidecar, as the host sends it. For one thread. */
final class Delivery {
    private final ObjectNode body = Json.object();

    private Delivery() {}

    /** One of a new id. */
    static Delivery of(String route, String content) {
        String id = "dlv_check_" + UUID.randomUUID().toString().replace("-", "");
        Delivery delivery = new Delivery();
        delivery.body
                .put("protocol_version", 1)
                .put("delivery_id", id)
                .put("attempt", 1)
                .put("reply_route", route);
        delivery.body
                .putObject("conversation")
                .put("session_id", "external:conformance:0123456789abcdef")
                .putNull("thread_id");
        delivery.body.put("content", content);
        delivery.body.putArray("parts").addObject().put("type", "text").put("text", content);
        delivery.body
                .putObject("metadata")
                .put("output_kind", "operator_test_delivery")
                .put("run_id", "run_check")
                .put("delivery_id", id)
                .put("delivery_attempt", 1);
        return delivery;
    }

    String id() {
        return body.path("delivery_id").textValue();
    }

    String content() {
        return body.path("content").textValue();
    }

    /** To be changed at will. */
    ObjectNode body() {
        return body;
    }

    /** The same message once more. */
    Delivery again(int attempt) {
        Delivery repeat = new Delivery();
        repeat.body.setAll(body.deepCopy());
        repeat.body.put("attempt", attempt);
        ((ObjectNode) repeat.body.path("metadata")).put("delivery_attempt", attempt);
        return repeat;
    }

    /** Made so large that the whole body has that many bytes; the message itself stays short. */
    Delivery padded(int bytes) {
        ObjectNode metadata = (ObjectNode) body.path("metadata");
        metadata.put("padding", "");
        int missing = bytes - body.toString().getBytes(StandardCharsets.UTF_8).length;
        metadata.put("padding", "x".repeat(missing));
        return this;
    }

    /** Whether an event comes of this message: it mentions its id or its text. */
    boolean isIn(HostCall call) {
        return call.events().stream().anyMatch(this::isIn);
    }

    private boolean isIn(JsonNode event) {
        return event.path("content").asText().contains(content())
                || event.toString().contains(id());
    }

    Request request() {
        return request(body.toString());
    }

    /** With another text than the JSON of this delivery. */
    Request request(String json) {
        return Request.post("/deliver", json)
                .header("Idempotency-Key", "kheish:" + id())
                .header("X-Kheish-External-Protocol-Version", "1");
    }
}
