package dev.kheish.plugin.external;

import dev.kheish.spi.Attachment;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.OutputPart;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

/** What a sidecar gets for a delivery. Safe for use by many threads. */
final class DeliveryBody {
    private static final int RUNTIME_VERSION = 1;

    private final String connector;
    private final JsonProvider json;

    DeliveryBody(String connector, JsonProvider json) {
        this.connector = connector;
        this.json = json;
    }

    JsonObject of(Delivery delivery, ReplyRoute route) {
        JsonObjectBuilder body =
                json.createObjectBuilder()
                        .add("protocol_version", RUNTIME_VERSION)
                        .add("delivery_id", delivery.id())
                        .add("attempt", delivery.attempt())
                        .add("reply_route", route.route())
                        .add("conversation", conversation(delivery))
                        .add("content", delivery.content());
        if (!delivery.parts().isEmpty()) {
            body.add("parts", parts(delivery));
        }
        if (!delivery.artifacts().isEmpty()) {
            body.add("artifacts", artifacts(delivery));
        }
        return body.add("metadata", metadata(delivery)).build();
    }

    private JsonObjectBuilder conversation(Delivery delivery) {
        JsonValue thread =
                delivery.threadId().<JsonValue>map(json::createValue).orElse(JsonValue.NULL);
        return json.createObjectBuilder()
                .add("session_id", delivery.sessionId())
                .add("thread_id", thread);
    }

    private JsonArrayBuilder parts(Delivery delivery) {
        JsonArrayBuilder parts = json.createArrayBuilder();
        for (OutputPart part : delivery.parts()) {
            part.text()
                    .ifPresent(
                            text ->
                                    parts.add(
                                            json.createObjectBuilder()
                                                    .add("type", "text")
                                                    .add("text", text)));
            part.attachment()
                    .ifPresent(
                            file ->
                                    parts.add(
                                            json.createObjectBuilder()
                                                    .add("type", "attachment")
                                                    .add("attachment", file(file, delivery))));
        }
        return parts;
    }

    private JsonArrayBuilder artifacts(Delivery delivery) {
        JsonArrayBuilder artifacts = json.createArrayBuilder();
        for (OutputPart artifact : delivery.artifacts()) {
            artifact.attachment().ifPresent(file -> artifacts.add(file(file, delivery)));
        }
        return artifacts;
    }

    private JsonObjectBuilder file(Attachment file, Delivery delivery) {
        JsonObjectBuilder members =
                json.createObjectBuilder().add("id", file.id()).add("media_type", file.mediaType());
        file.givenName().ifPresent(name -> members.add("file_name", name));
        return members.add("sha256", file.sha256())
                .add("byte_length", file.length())
                .add("download_path", AssetRoute.path(connector, delivery.id(), file.id()));
    }

    private JsonObjectBuilder metadata(Delivery delivery) {
        JsonObjectBuilder metadata = json.createObjectBuilder(delivery.metadata());
        delivery.runId().ifPresent(run -> metadata.add("run_id", run));
        return metadata;
    }
}
