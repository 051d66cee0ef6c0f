package dev.kheish.host.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.json.StrictJson;
import dev.kheish.spi.MalformedJsonException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Reads what a handler's program said: an output, {@code {"outputs": […]}}, or else just text. Safe
 * for use by many threads.
 */
final class HandlerAnswers {
    private static final int DEPTH = 64;
    private static final Set<String> MEMBERS =
            Set.of(
                    "content",
                    "parts",
                    "artifacts",
                    "metadata",
                    "output_id",
                    "reply_targets",
                    "outputs");

    private final OutputReader reader;

    HandlerAnswers(OutputReader reader) {
        this.reader = reader;
    }

    HandlerResult read(byte[] said) {
        String text = new String(said, StandardCharsets.UTF_8).stripTrailing();
        if (text.isBlank()) {
            return new HandlerResult.Answered(List.of());
        }
        try {
            return new HandlerResult.Answered(drafts(said, text));
        } catch (OutputRefusedException e) {
            String error = "The handler's output cannot be taken: " + e.getMessage();
            return new HandlerResult.Failed(RunFailure.permanent(error));
        }
    }

    private List<OutputDraft> drafts(byte[] said, String text) throws OutputRefusedException {
        JsonNode json = text.stripLeading().startsWith("{") ? json(said) : Json.object();
        if (json.has("outputs") && json.size() == 1) {
            return reader.readAll(json.path("outputs"), "outputs");
        }
        return List.of(
                isOutput(json)
                        ? reader.read(json, "output")
                        : reader.read(Json.object().put("content", text), "output"));
    }

    // A program may well print JSON that is meant as text.
    private static boolean isOutput(JsonNode json) {
        return json instanceof ObjectNode
                && !json.isEmpty()
                && json.propertyStream().allMatch(member -> MEMBERS.contains(member.getKey()));
    }

    private static JsonNode json(byte[] said) {
        try {
            return StrictJson.tree(said, DEPTH);
        } catch (MalformedJsonException e) {
            return Json.object();
        }
    }
}
