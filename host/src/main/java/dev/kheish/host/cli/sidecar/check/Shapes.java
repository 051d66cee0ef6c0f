package dev.kheish.host.cli.sidecar.check;

import com.fasterxml.jackson.databind.JsonNode;

/** What answers about a sidecar have in common. */
final class Shapes {
    private Shapes() {}

    /** What is wrong with a document of runtime protocol 1; empty if nothing is. */
    static String versioned(Asked asked) {
        JsonNode body = asked.json();
        if (asked.status() != 200) {
            return "the answer is " + asked.summary();
        }
        if (!body.isObject()) {
            return "the answer is not a JSON object";
        }
        JsonNode version = body.path("protocol_version");
        if (!version.isIntegralNumber() || version.longValue() != 1) {
            return "protocol_version is " + named(version) + ", not the number 1";
        }
        JsonNode id = body.path("instance_id");
        return id.isTextual() && !id.textValue().isBlank()
                ? ""
                : "instance_id is " + named(id) + ", not a text";
    }

    /** A value as it is written in JSON. */
    static String named(JsonNode value) {
        return value.isMissingNode() ? "missing" : value.toString();
    }
}
