package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/** The right to work on a run, as {@code runs claim} printed it. */
final class Lease {
    private static final String VARIABLE = "KHEISH_LEASE_TOKEN";

    @Option(
            names = "--claim",
            paramLabel = "FILE",
            description =
                    "What 'runs claim' printed, with the run's lease token in it; else KHEISH_LEASE_TOKEN.")
    private @Nullable String file;

    /** A new body that shows the right. */
    ObjectNode body(Shell shell, String run) {
        return Documents.object().put("lease_token", token(shell, run));
    }

    private String token(Shell shell, String run) {
        if (file == null) {
            String token = shell.environment().get(VARIABLE);
            if (token == null || token.isBlank()) {
                throw CommandFailure.usage(
                        "Give --claim FILE with what 'kheish runs claim' printed, or set "
                                + VARIABLE
                                + ".");
            }
            return token.strip();
        }
        JsonNode claim = Documents.parse(Document.text(shell, file), file);
        for (JsonNode claimed : claim.path("runs")) {
            if (claimed.path("run_id").asText().equals(run)) {
                return claimed.path("lease_token").asText();
            }
        }
        throw CommandFailure.usage("There is no run " + run + " in " + file + ".");
    }
}
