package dev.kheish.host.cli.sidecar.stage;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.Map;

/** What the host answers. */
public record HostReply(int status, Map<String, String> headers, String body) {
    public HostReply {
        headers = Map.copyOf(headers);
    }

    public static HostReply json(JsonNode document) {
        return new HostReply(200, Map.of("Content-Type", "application/json"), document.toString());
    }

    /** A refusal as the host writes it. */
    public static HostReply problem(int status, String code, String detail) {
        String body =
                Json.object()
                        .put("type", "urn:kheish:problem:" + code)
                        .put("title", code)
                        .put("status", status)
                        .put("detail", detail)
                        .put("code", code)
                        .put("domain", "connector_ingress")
                        .toString();
        return new HostReply(status, Map.of("Content-Type", "application/problem+json"), body);
    }

    public HostReply header(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new HostReply(status, more, body);
    }
}
