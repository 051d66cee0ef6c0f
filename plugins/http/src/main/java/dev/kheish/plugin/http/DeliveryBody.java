package dev.kheish.plugin.http;

import dev.kheish.spi.Attachment;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.OutputPart;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.util.Optional;

/**
 * What is posted for a delivery: always the same eight members. Attachments appear twice: as the
 * host knows them, and with the path that the receiver can fetch them from.
 */
final class DeliveryBody {
    private final JsonProvider json;

    DeliveryBody(JsonProvider json) {
        this.json = json;
    }

    JsonObject of(Delivery delivery) {
        JsonArrayBuilder parts = json.createArrayBuilder();
        JsonArrayBuilder resolved = json.createArrayBuilder();
        for (OutputPart part : delivery.parts()) {
            part.text().ifPresent(text -> addText(text, parts, resolved));
            part.attachment()
                    .ifPresent(
                            file -> {
                                parts.add(part(reference(file)));
                                resolved.add(part(download(file, delivery)));
                            });
        }
        JsonArrayBuilder artifacts = json.createArrayBuilder();
        JsonArrayBuilder downloads = json.createArrayBuilder();
        delivery.artifacts().stream()
                .map(OutputPart::attachment)
                .flatMap(Optional::stream)
                .forEach(
                        file -> {
                            artifacts.add(reference(file));
                            downloads.add(download(file, delivery));
                        });
        return json.createObjectBuilder()
                .add("session_id", delivery.sessionId())
                .add(
                        "thread_id",
                        delivery.threadId()
                                .<JsonValue>map(json::createValue)
                                .orElse(JsonValue.NULL))
                .add("content", delivery.content())
                .add("parts", parts)
                .add("resolved_parts", resolved)
                .add("artifacts", artifacts)
                .add("artifact_attachments", downloads)
                .add("metadata", delivery.metadata())
                .build();
    }

    private void addText(String text, JsonArrayBuilder parts, JsonArrayBuilder resolved) {
        JsonObject part = json.createObjectBuilder().add("type", "text").add("text", text).build();
        parts.add(part);
        resolved.add(part);
    }

    private JsonObjectBuilder part(JsonObjectBuilder attachment) {
        return json.createObjectBuilder().add("type", "attachment").add("attachment", attachment);
    }

    private JsonObjectBuilder reference(Attachment file) {
        return described(file).add("uri", file.uri());
    }

    private JsonObjectBuilder download(Attachment file, Delivery delivery) {
        return described(file).add("download_path", delivery.downloadPath(file));
    }

    private JsonObjectBuilder described(Attachment file) {
        JsonObjectBuilder members =
                json.createObjectBuilder().add("id", file.id()).add("media_type", file.mediaType());
        file.givenName().ifPresent(name -> members.add("file_name", name));
        return members.add("sha256", file.sha256()).add("byte_length", file.length());
    }
}
