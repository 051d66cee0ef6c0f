package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.secret.Secrets;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.SettingType;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Encrypts the values of hidden maps in what is stored of a connector: people put passwords into
 * the environment of programs. Each value is bound to its connector and setting. Opening needs no
 * kind, since sealed values say that they are. Safe for use by many threads.
 */
final class SettingSeal {
    private static final String SEALED = "$sealed";

    private final Secrets secrets;

    SettingSeal(Secrets secrets) {
        this.secrets = secrets;
    }

    /** Settings as they may lie on a disk. */
    ObjectNode seal(ConnectorKey key, List<SettingSpec> specs, ObjectNode settings) {
        ObjectNode sealed = settings.deepCopy();
        seal(key, specs, "", sealed);
        return sealed;
    }

    /** Settings in clear; a value that cannot be decrypted stays sealed. */
    ObjectNode open(ConnectorKey key, ObjectNode sealed) {
        return (ObjectNode) opened(key, "", sealed);
    }

    /** Whether a value is one that could not be decrypted. */
    static boolean isSealed(JsonNode value) {
        return value.size() == 1 && value.path(SEALED).isTextual();
    }

    private void seal(ConnectorKey key, List<SettingSpec> specs, String prefix, ObjectNode values) {
        for (SettingSpec spec : specs) {
            String path = prefix + spec.name();
            JsonNode value = values.path(spec.name());
            if (spec.type() == SettingType.MAP && spec.viewName().isPresent()) {
                sealMap(key, path, value);
            } else if (value instanceof ObjectNode object) {
                seal(key, spec.members(), path + ".", object);
            } else if (value instanceof ArrayNode list) {
                for (int i = 0; i < list.size(); i++) {
                    if (list.get(i) instanceof ObjectNode element) {
                        seal(key, spec.members(), path + "." + i + ".", element);
                    }
                }
            }
        }
    }

    private void sealMap(ConnectorKey key, String path, JsonNode map) {
        if (map instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                String context = context(key, path + "." + member.getKey());
                if (member.getValue().isTextual()) {
                    String sealed = secrets.encrypt(context, member.getValue().textValue());
                    member.setValue(Json.object().put(SEALED, sealed));
                }
            }
        }
    }

    private JsonNode opened(ConnectorKey key, String path, JsonNode value) {
        if (isSealed(value)) {
            Optional<String> text =
                    secrets.decrypt(context(key, path), value.path(SEALED).textValue());
            return text.<JsonNode>map(Json.object()::textNode).orElse(value);
        }
        String prefix = path.isEmpty() ? "" : path + ".";
        if (value instanceof ObjectNode object) {
            ObjectNode copy = Json.object();
            object.properties()
                    .forEach(
                            member ->
                                    copy.set(
                                            member.getKey(),
                                            opened(
                                                    key,
                                                    prefix + member.getKey(),
                                                    member.getValue())));
            return copy;
        }
        if (value instanceof ArrayNode list) {
            ArrayNode copy = Json.array();
            for (int i = 0; i < list.size(); i++) {
                copy.add(opened(key, prefix + i, list.get(i)));
            }
            return copy;
        }
        return value;
    }

    /** No slot can have such a name, so neither can stand in for the other. */
    private static String context(ConnectorKey key, String path) {
        return "setting " + key + " " + path;
    }
}
