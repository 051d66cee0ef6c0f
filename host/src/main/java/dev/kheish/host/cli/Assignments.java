package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** Settings written as {@code key=value} on the command line. */
final class Assignments {
    private Assignments() {}

    static ObjectNode read(List<String> assignments) {
        ObjectNode document = Documents.object();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw CommandFailure.usage("'" + assignment + "' is not of the form key=value.");
            }
            put(document, assignment.substring(0, equals), value(assignment.substring(equals + 1)));
        }
        return document;
    }

    /** The command line can be read by everybody on the machine. */
    static void refuseSecrets(JsonNode document, String kind, String name) {
        for (Map.Entry<String, JsonNode> member : document.properties()) {
            if (member.getValue().isObject() && member.getValue().hasNonNull("value")) {
                String slot = "connectors." + kind + "." + name + "." + member.getKey();
                throw new CommandFailure(
                        Exit.REFUSED,
                        "Others on this machine can see the command line, so it takes no value for "
                                + member.getKey()
                                + ".",
                        List.of(
                                "Put the document into a file and give --file FILE (- reads standard input), or",
                                "store the value:  kheish secrets set " + slot,
                                "and refer to it:  kheish connectors set "
                                        + "%s %s %s.secret_ref=%s"
                                                .formatted(kind, name, member.getKey(), slot)));
            }
        }
    }

    private static void put(ObjectNode document, String key, JsonNode value) {
        List<String> steps = Names.split(key);
        ObjectNode inner = document;
        for (String step : steps.subList(0, steps.size() - 1)) {
            JsonNode next = inner.get(step);
            if (next != null && !next.isObject()) {
                throw CommandFailure.usage(
                        "'" + key + "' and an earlier key contradict each other.");
            }
            inner = next == null ? inner.putObject(step) : (ObjectNode) next;
        }
        if (inner.has(steps.getLast())) {
            throw CommandFailure.usage("'" + key + "' is set twice.");
        }
        inner.set(steps.getLast(), value);
    }

    private static JsonNode value(String text) {
        @Nullable JsonNode json = Documents.parseOrNull(text);
        return json == null ? TextNode.valueOf(text) : json;
    }
}
