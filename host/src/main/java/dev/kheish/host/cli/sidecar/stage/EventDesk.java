package dev.kheish.host.cli.sidecar.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The side of the host that takes events, each once. Safe for use by many threads. */
final class EventDesk {
    private final Map<String, String> runs = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final String connector;

    EventDesk(String connector) {
        this.connector = connector;
    }

    HostReply answer(HostCall call) {
        if (!call.headers().getOrDefault("content-type", "").startsWith("application/json")) {
            return HostReply.problem(
                    415, "connector_ingress_error", "The body must be application/json.");
        }
        JsonNode document = call.json();
        if (!document.isObject()) {
            return HostReply.problem(400, "bad_request", "The body is not a JSON object.");
        }
        return call.isBatch() ? batch(document) : single(document);
    }

    private HostReply single(JsonNode event) {
        return whole(event)
                ? HostReply.json(accept(event))
                : HostReply.problem(
                        422, "connector_ingress_error", "event_id and instance_id are required.");
    }

    private HostReply batch(JsonNode document) {
        JsonNode events = document.path("events");
        if (events.size() > Limits.BATCH) {
            return HostReply.problem(400, "bad_request", "A batch has at most 64 events.");
        }
        ObjectNode answer = Json.object();
        for (JsonNode event : events) {
            if (!whole(event)) {
                return HostReply.problem(
                        422, "connector_ingress_error", "An event has no event_id or instance_id.");
            }
            results(answer).add(accept(event));
        }
        return HostReply.json(answer);
    }

    private static ArrayNode results(ObjectNode answer) {
        return answer.withArrayProperty("results");
    }

    private static boolean whole(JsonNode event) {
        return event.path("event_id").isTextual() && event.path("instance_id").isTextual();
    }

    private ObjectNode accept(JsonNode event) {
        String id = event.path("event_id").textValue().strip();
        String run = "run_check_" + count.incrementAndGet();
        String first = runs.putIfAbsent(id, run);
        return Json.object()
                .put("event_id", id)
                .put("status", first == null ? "accepted" : "duplicate")
                .put("session_id", "external:" + connector + ":0123456789abcdef")
                .put("run_id", first == null ? run : first);
    }
}
