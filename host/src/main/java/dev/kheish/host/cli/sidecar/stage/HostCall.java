package dev.kheish.host.cli.sidecar.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request that the sidecar made to the host.
 *
 * @param number counts all of them, from 0
 * @param uri path and query as they came
 * @param headers names in lower case
 */
public record HostCall(
        int number,
        long atNanos,
        String method,
        String uri,
        Map<String, String> headers,
        String body) {
    private static final int SHOWN = 700;

    public HostCall {
        headers = Map.copyOf(headers);
    }

    public String authorization() {
        return headers.getOrDefault("authorization", "");
    }

    public boolean isEvent() {
        return method.equals("POST") && uri.endsWith("/events");
    }

    public boolean isBatch() {
        return method.equals("POST") && uri.endsWith("/events/batch");
    }

    public boolean isCredential() {
        return method.equals("GET") && uri.contains("/credentials/");
    }

    public boolean isAsset() {
        return uri.contains("/assets/");
    }

    /** The body as JSON; a missing node if it is none. */
    public JsonNode json() {
        return Json.read(body);
    }

    /** The events that it brings, each with the version of the protocol that holds for it. */
    public List<JsonNode> events() {
        JsonNode document = json();
        if (isEvent()) {
            return List.of(document);
        }
        List<JsonNode> events = new ArrayList<>();
        if (isBatch()) {
            for (JsonNode event : document.path("events")) {
                JsonNode copy = event.deepCopy();
                if (copy instanceof ObjectNode object && document.has("protocol_version")) {
                    object.set("protocol_version", document.get("protocol_version"));
                }
                events.add(copy);
            }
        }
        return events;
    }

    /** Whether it brings the event with this id. */
    public boolean brings(String eventId) {
        return events().stream().anyMatch(e -> e.path("event_id").asText().equals(eventId));
    }

    /** For people. */
    public String shown() {
        StringBuilder out = new StringBuilder(method + " " + uri);
        new TreeMap<>(headers)
                .forEach((name, value) -> out.append('\n').append(name + ": " + value));
        if (!body.isEmpty()) {
            out.append("\n\n").append(Texts.cut(body, SHOWN));
        }
        return out.toString();
    }
}
