package dev.kheish.host.run;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.json.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * An output that was checked and is not stored yet.
 *
 * @param body JSON: content, parts, artifacts, metadata
 * @param outputId the worker's own id for it, unique in the run; null for none
 * @param targets where it goes; empty for where the run's answers go
 */
public record OutputDraft(String body, @Nullable String outputId, List<StoredTarget> targets) {
    /** Text and nothing else. */
    public static OutputDraft ofText(String text) {
        ObjectNode body = Json.object().put("content", text);
        body.putArray("parts");
        body.putArray("artifacts");
        body.putObject("metadata");
        return new OutputDraft(Json.write(body), null, List.of());
    }

    /** The same for the same request, whatever the request looked like. */
    String canonical() {
        ObjectNode json = Json.object().put("body", body).put("output_id", outputId);
        json.set("targets", StoredTarget.listToJson(targets));
        return Json.write(json);
    }
}
