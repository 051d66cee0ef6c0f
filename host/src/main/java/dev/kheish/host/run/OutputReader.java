package dev.kheish.host.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.json.Json;
import dev.kheish.host.json.StrictBase64;
import dev.kheish.spi.Origin;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads outputs as workers write them: a text, or an object with content, parts, artifacts,
 * metadata, {@code output_id} and reply targets. Safe for use by many threads.
 */
public final class OutputReader {
    /** The most text in one output, in bytes of UTF-8. */
    public static final int MAX_TEXT = 1024 * 1024;

    private static final String FORMS =
            " must be {\"type\": \"text\", \"text\"}, {\"type\": \"attachment\", \"asset_id\"} or"
                    + " {\"type\": \"inline_asset\", \"file_name\", \"media_type\"?, \"content_base64\"}.";
    private static final int MAX_PARTS = 64;
    private static final int MAX_OUTPUTS = 64;
    private static final int MAX_METADATA = 256 * 1024;
    private static final int MAX_ID = 512;
    private static final Set<String> MEMBERS =
            Set.of("content", "parts", "artifacts", "metadata", "output_id", "reply_targets");

    private final TargetReader targets;
    private final OutputAssets assets;

    public OutputReader(ConnectorDirectory connectors, OutputAssets assets) {
        this.targets = new TargetReader(connectors);
        this.assets = assets;
    }

    /** The outputs of one completion. */
    public List<OutputDraft> readAll(JsonNode list, String where) throws OutputRefusedException {
        if (!list.isArray() || list.size() > MAX_OUTPUTS) {
            throw invalid(where + " must be a list of at most " + MAX_OUTPUTS + " outputs.");
        }
        List<OutputDraft> drafts = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            drafts.add(read(list.get(i), where + "[" + i + "]"));
        }
        return drafts;
    }

    /** One output; {@code where} names its place in messages. */
    public OutputDraft read(JsonNode json, String where) throws OutputRefusedException {
        if (json.isTextual()) {
            return read(Json.object().put("content", json.textValue()), where);
        }
        if (!(json instanceof ObjectNode)) {
            throw invalid(where + " must be a text or an object.");
        }
        for (var member : json.properties()) {
            if (!MEMBERS.contains(member.getKey())) {
                throw invalid(
                        "%s has the unknown member '%s'; known are content, parts, artifacts, metadata, output_id and reply_targets."
                                .formatted(where, member.getKey()));
            }
        }
        ArrayNode parts = parts(json.path("parts"), where + ".parts");
        ArrayNode artifacts = parts(json.path("artifacts"), where + ".artifacts");
        String content = content(json.path("content"), parts, where);
        if (content.isBlank() && parts.isEmpty() && artifacts.isEmpty()) {
            throw invalid(where + " is empty: it needs content, parts or artifacts.");
        }
        ObjectNode body = Json.object().put("content", content);
        body.set("parts", parts);
        body.set("artifacts", artifacts);
        body.set("metadata", metadata(json.path("metadata"), where));
        String text = Json.write(body);
        List<StoredTarget> replyTargets =
                targets.read(json.path("reply_targets"), Origin.CLIENT, where + ".reply_targets");
        return new OutputDraft(text, outputId(json.path("output_id"), where), replyTargets);
    }

    private static String content(JsonNode content, ArrayNode parts, String where)
            throws OutputRefusedException {
        if (content.isMissingNode() || content.isNull()) {
            return joined(parts);
        }
        if (!content.isTextual()) {
            throw invalid(where + ".content must be a text.");
        }
        requireSize(content.textValue(), where + ".content");
        return content.textValue();
    }

    private static String joined(ArrayNode parts) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : parts) {
            if (part.has("text")) {
                text.append(text.isEmpty() ? "" : "\n").append(part.path("text").textValue());
            }
        }
        return text.toString();
    }

    private ArrayNode parts(JsonNode list, String where) throws OutputRefusedException {
        ArrayNode parts = Json.array();
        if (list.isMissingNode() || list.isNull()) {
            return parts;
        }
        if (!list.isArray() || list.size() > MAX_PARTS) {
            throw invalid(where + " must be a list of at most " + MAX_PARTS + " parts.");
        }
        long total = 0;
        for (int i = 0; i < list.size(); i++) {
            ObjectNode part = part(list.get(i), where + "[" + i + "]");
            total += part.path("text").asText().length();
            if (total > MAX_TEXT) {
                throw invalid(where + " hold more text than " + MAX_TEXT + " bytes.");
            }
            parts.add(part);
        }
        return parts;
    }

    private ObjectNode part(JsonNode part, String where) throws OutputRefusedException {
        String type = part.path("type").asText();
        if (type.equals("text") && part.path("text").isTextual() && part.size() == 2) {
            requireSize(part.path("text").textValue(), where + ".text");
            return Json.object().put("type", "text").put("text", part.path("text").textValue());
        }
        boolean reference = type.equals("attachment") || type.equals("asset_reference");
        if (reference && part.path("asset_id").isTextual() && part.size() == 2) {
            return attachment(known(part.path("asset_id").textValue(), where));
        }
        if (type.equals("inline_asset")) {
            return attachment(inline(part, where));
        }
        throw invalid(where + FORMS);
    }

    private static ObjectNode attachment(String assetId) {
        return Json.object().put("type", "attachment").put("asset_id", assetId);
    }

    private String known(String assetId, String where) throws OutputRefusedException {
        if (assets.isKnown(assetId)) {
            return assetId;
        }
        throw new OutputRefusedException(
                "unknown_asset",
                "%s names the asset '%s', which is not stored here; upload it first."
                        .formatted(where, assetId));
    }

    private String inline(JsonNode part, String where) throws OutputRefusedException {
        JsonNode name = part.path("file_name");
        JsonNode mediaType = part.path("media_type");
        int members = mediaType.isMissingNode() ? 3 : 4;
        boolean wellFormed =
                name.isTextual()
                        && !name.textValue().isBlank()
                        && (mediaType.isMissingNode() || mediaType.isTextual())
                        && part.path("content_base64").isTextual()
                        && part.size() == members;
        if (!wellFormed) {
            throw invalid(where + FORMS);
        }
        try {
            byte[] bytes = StrictBase64.decode(part.path("content_base64").textValue());
            return assets.keep(name.textValue(), mediaType.textValue(), bytes);
        } catch (IllegalArgumentException e) {
            throw invalid(where + ".content_base64 is not base64 with padding.");
        }
    }

    private static JsonNode metadata(JsonNode metadata, String where)
            throws OutputRefusedException {
        if (metadata.isMissingNode() || metadata.isNull()) {
            return Json.object();
        }
        if (!metadata.isObject() || Json.write(metadata).length() > MAX_METADATA) {
            throw invalid(where + ".metadata must be an object of at most 256 KiB.");
        }
        return metadata;
    }

    private static @Nullable String outputId(JsonNode id, String where)
            throws OutputRefusedException {
        if (id.isMissingNode() || id.isNull()) {
            return null;
        }
        String text = id.asText();
        if (!id.isTextual() || text.isBlank() || utf8(text) > MAX_ID) {
            throw invalid(where + ".output_id must be a text of 1 to " + MAX_ID + " bytes.");
        }
        return text;
    }

    private static void requireSize(String text, String where) throws OutputRefusedException {
        if (text.length() > MAX_TEXT || utf8(text) > MAX_TEXT) {
            throw invalid(where + " is longer than " + MAX_TEXT + " bytes.");
        }
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static OutputRefusedException invalid(String message) {
        return new OutputRefusedException("invalid_output", message);
    }
}
