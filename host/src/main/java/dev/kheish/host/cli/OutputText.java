package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The run a worker speaks of, and what it says: a text, or a document with parts and files. */
final class OutputText {
    @Parameters(index = "0", paramLabel = "RUN", description = "Id of the run.")
    private String run = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TEXT",
            description = "The answer; - reads standard input.")
    private @Nullable String text;

    @Mixin private Document document = new Document();

    String run() {
        return run;
    }

    /** The members of one output beside those of the lease. */
    JsonNode addTo(ObjectNode body, Shell shell) {
        JsonNode output = read(shell);
        if (!(output instanceof ObjectNode object)) {
            throw CommandFailure.usage(
                    "An output is a text or a JSON object with content or parts.");
        }
        return body.setAll(object);
    }

    /** A list of outputs beside the lease; empty if nothing is to be said. */
    JsonNode addAsList(ObjectNode body, Shell shell) {
        if (text == null && !document.given()) {
            return body.set("outputs", Documents.array());
        }
        JsonNode output = read(shell);
        return body.set("outputs", output.isArray() ? output : Documents.array().add(output));
    }

    private JsonNode read(Shell shell) {
        if (text != null && document.given()) {
            throw CommandFailure.usage(
                    "Give the output as TEXT, or with --json or --file, not both.");
        }
        return text == null
                ? document.read(shell)
                : Documents.object().put("content", Texts.read(shell, text));
    }
}
