package dev.kheish.host.delivery;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.json.Json;
import dev.kheish.spi.Attachment;
import dev.kheish.spi.OutputPart;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stored body of an output, as a delivery needs it. */
final class OutputBody {
    private final JsonNode body;
    private final Attachments attachments;

    OutputBody(String json, Attachments attachments) {
        this.body = Json.readStored(json);
        this.attachments = attachments;
    }

    String content() {
        return body.path("content").asText("");
    }

    List<OutputPart> parts() {
        return list("parts");
    }

    List<OutputPart> artifacts() {
        return list("artifacts");
    }

    /** What the run said, under names that belong to the host. */
    JsonObject metadata(String deliveryId, int attempt) {
        JsonObjectBuilder all = Json.provider().createObjectBuilder();
        JsonNode given = body.path("metadata");
        if (given.isObject()) {
            try (var reader = Json.provider().createReader(new StringReader(Json.write(given)))) {
                reader.readObject().forEach(all::add);
            }
        }
        return all.add("delivery_id", deliveryId).add("delivery_attempt", attempt).build();
    }

    /**
     * An attachment that is gone by now is left out: the rest of the answer is better than none.
     */
    private List<OutputPart> list(String member) {
        List<OutputPart> parts = new ArrayList<>();
        for (JsonNode each : body.path(member)) {
            if (each.path("text").isTextual()) {
                parts.add(new Text(each.path("text").asText()));
            } else {
                attachments.find(assetId(each)).ifPresent(file -> parts.add(new File(file)));
            }
        }
        return List.copyOf(parts);
    }

    private static String assetId(JsonNode part) {
        JsonNode id = part.path("asset_id");
        return id.isTextual() ? id.asText() : part.path("attachment").path("id").asText("");
    }

    private record Text(String value) implements OutputPart {
        @Override
        public Optional<String> text() {
            return Optional.of(value);
        }

        @Override
        public Optional<Attachment> attachment() {
            return Optional.empty();
        }
    }

    private record File(Attachment value) implements OutputPart {
        @Override
        public Optional<String> text() {
            return Optional.empty();
        }

        @Override
        public Optional<Attachment> attachment() {
            return Optional.of(value);
        }
    }

    /** For values that are read back. */
    static JsonValue value(String json) {
        try (var reader = Json.provider().createReader(new StringReader("[" + json + "]"))) {
            return reader.readArray().getFirst();
        }
    }
}
