package dev.kheish.host.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.json.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a run is about, as its row keeps it. The trees are shared, not copied; leave them alone.
 *
 * @param items {@code {"type": "text", "text"}} or {@code {"type": "asset_reference", "asset_id"}}
 * @param attachments asset references that are no items
 * @param metadata an object
 * @param targets where answers go; empty for whatever the session says by then
 * @param files what is still to be fetched: {@code {"name", "locator"}}
 */
public record RunInput(
        String sourcePlugin,
        String sourceKind,
        @Nullable String actorId,
        ArrayNode items,
        ArrayNode attachments,
        JsonNode metadata,
        List<StoredTarget> targets,
        ArrayNode files) {
    /** The source plugin of runs that a schedule made. */
    public static final String SCHEDULER = "scheduler";

    private static final int PREVIEW = 160;

    /** Text and nothing else. */
    public static RunInput ofText(String sourcePlugin, String sourceKind, String text) {
        ArrayNode items = Json.array();
        items.addObject().put("type", "text").put("text", text);
        return new RunInput(
                sourcePlugin,
                sourceKind,
                null,
                items,
                Json.array(),
                Json.object(),
                List.of(),
                Json.array());
    }

    /** For the row. */
    public String write() {
        ObjectNode json = Json.object().put("plugin", sourcePlugin).put("kind", sourceKind);
        if (actorId != null) {
            json.put("actor", actorId);
        }
        json.set("items", items);
        if (!attachments.isEmpty()) {
            json.set("attachments", attachments);
        }
        if (!metadata.isEmpty()) {
            json.set("metadata", metadata);
        }
        if (!targets.isEmpty()) {
            json.set("targets", StoredTarget.listToJson(targets));
        }
        if (!files.isEmpty()) {
            json.set("files", files);
        }
        return Json.write(json);
    }

    /** Reads what {@link #write} gave. */
    public static RunInput read(String text) {
        JsonNode json = Json.readStored(text);
        return new RunInput(
                json.required("plugin").textValue(),
                json.required("kind").textValue(),
                json.path("actor").textValue(),
                list(json, "items"),
                list(json, "attachments"),
                json.path("metadata").isObject() ? json.path("metadata") : Json.object(),
                json.path("targets").isArray()
                        ? StoredTarget.listFromJson(json.path("targets"))
                        : List.of(),
                list(json, "files"));
    }

    /** The same with other items and nothing left to fetch. */
    RunInput prepared(ArrayNode changed) {
        return new RunInput(
                sourcePlugin,
                sourceKind,
                actorId,
                changed,
                attachments,
                metadata,
                targets,
                Json.array());
    }

    /** All of its text, item by item. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (JsonNode item : items) {
            if (item.path("type").asText().equals("text")) {
                text.append(text.isEmpty() ? "" : "\n").append(item.path("text").asText());
            }
        }
        return text.toString();
    }

    /** The beginning of its first text. */
    String preview() {
        for (JsonNode item : items) {
            String text = item.path("text").asText().strip();
            if (!text.isEmpty()) {
                return cut(text);
            }
        }
        return "";
    }

    private static String cut(String text) {
        if (text.length() <= PREVIEW) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(PREVIEW - 1)) ? PREVIEW - 1 : PREVIEW;
        return text.substring(0, end) + "…";
    }

    private static ArrayNode list(JsonNode json, String member) {
        return json.path(member) instanceof ArrayNode list ? list : Json.array();
    }
}
