package dev.kheish.plugin.http;

import dev.kheish.spi.CanonicalJson;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.util.List;

/** What goes with a run beside its content. Safe for use by many threads. */
final class RunMetadata {
    static final String CONNECTOR_KEY = "connector_ingress_key";
    static final String HTTP_KEY = "http_ingress_key";
    static final String KEY_SHA256 = "http_ingress_key_sha256";
    static final String FINGERPRINT = "http_ingress_fingerprint";

    private static final List<String> RESERVED =
            List.of(CONNECTOR_KEY, HTTP_KEY, KEY_SHA256, FINGERPRINT);

    private final JsonProvider json;

    RunMetadata(JsonProvider json) {
        this.json = json;
    }

    /** Refuses what senders cannot send. */
    static void check(JsonValue metadata) {
        if (metadata instanceof JsonObject object) {
            for (String name : RESERVED) {
                if (object.containsKey(name)) {
                    throw new BadInputException(
                            "'metadata." + name + "' is written by the host; choose another name.");
                }
            }
        }
        if (metadata.getValueType() == JsonValue.ValueType.NULL) {
            return;
        }
        if (Limits.depth(metadata) > Limits.METADATA_DEPTH) {
            throw new BadInputException(
                    "'metadata' is nested deeper than " + Limits.METADATA_DEPTH + " levels.");
        }
        if (Limits.utf8Bytes(CanonicalJson.write(metadata)) > Limits.METADATA_BYTES) {
            throw new BadInputException(
                    "'metadata' is larger than " + Limits.METADATA_BYTES + " bytes of JSON.");
        }
    }

    /** The sender's metadata with the marks by which a post with a key is known again. */
    JsonObject marked(JsonValue metadata, IdempotencyKey key, String fingerprint) {
        JsonObjectBuilder marked =
                metadata instanceof JsonObject object
                        ? json.createObjectBuilder(object)
                        : json.createObjectBuilder().add("payload", metadata);
        return marked.add(CONNECTOR_KEY, key.receipt())
                .add(HTTP_KEY, key.receipt())
                .add(KEY_SHA256, key.sha256())
                .add(FINGERPRINT, fingerprint)
                .build();
    }
}
