package dev.kheish.host.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import java.util.Map;
import java.util.Optional;

/** Carries values between the two JSON models: plugins speak one, the host the other. */
public final class JakartaNodes {
    private static final JsonNodeFactory NODES = Json.mapper().getNodeFactory();

    private JakartaNodes() {}

    /** The host's form of a plugin's value; empty if it has more than {@code maxDepth} levels. */
    public static Optional<JsonNode> toNode(JsonValue value, int maxDepth) {
        if (depth(value) > maxDepth) {
            return Optional.empty();
        }
        return Optional.of(toNode(value));
    }

    /** The host's form of a plugin's value. */
    public static JsonNode toNode(JsonValue value) {
        return switch (value.getValueType()) {
            case OBJECT -> objectNode(value.asJsonObject());
            case ARRAY -> arrayNode(value.asJsonArray());
            case STRING -> NODES.textNode(((JsonString) value).getString());
            case NUMBER -> number((JsonNumber) value);
            case TRUE -> NODES.booleanNode(true);
            case FALSE -> NODES.booleanNode(false);
            case NULL -> NODES.nullNode();
        };
    }

    /** The plugin's form of the host's value. */
    public static JsonValue toValue(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> objectValue(node);
            case ARRAY -> arrayValue(node);
            case STRING -> Json.provider().createValue(node.textValue());
            case NUMBER -> numberValue(node);
            case BOOLEAN -> node.booleanValue() ? JsonValue.TRUE : JsonValue.FALSE;
            case NULL, MISSING -> JsonValue.NULL;
            case BINARY, POJO ->
                    throw new IllegalArgumentException("No JSON: " + node.getNodeType());
        };
    }

    private static int depth(JsonValue value) {
        int deepest = 0;
        switch (value.getValueType()) {
            case OBJECT -> {
                for (JsonValue each : value.asJsonObject().values()) {
                    deepest = Math.max(deepest, depth(each));
                }
            }
            case ARRAY -> {
                for (JsonValue each : value.asJsonArray()) {
                    deepest = Math.max(deepest, depth(each));
                }
            }
            case STRING, NUMBER, TRUE, FALSE, NULL -> {
                return 0;
            }
        }
        return deepest + 1;
    }

    private static ObjectNode objectNode(JsonObject object) {
        ObjectNode node = NODES.objectNode();
        object.forEach((name, value) -> node.set(name, toNode(value)));
        return node;
    }

    private static ArrayNode arrayNode(JsonArray array) {
        ArrayNode node = NODES.arrayNode(array.size());
        array.forEach(value -> node.add(toNode(value)));
        return node;
    }

    private static JsonNode number(JsonNumber number) {
        if (!number.isIntegral()) {
            return NODES.numberNode(number.bigDecimalValue());
        }
        try {
            return NODES.numberNode(number.longValueExact());
        } catch (ArithmeticException e) {
            return NODES.numberNode(number.bigIntegerValueExact());
        }
    }

    private static JsonValue objectValue(JsonNode node) {
        JsonObjectBuilder builder = Json.provider().createObjectBuilder();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            builder.add(member.getKey(), toValue(member.getValue()));
        }
        return builder.build();
    }

    private static JsonValue arrayValue(JsonNode node) {
        JsonArrayBuilder builder = Json.provider().createArrayBuilder();
        node.forEach(each -> builder.add(toValue(each)));
        return builder.build();
    }

    private static JsonValue numberValue(JsonNode node) {
        if (node.isIntegralNumber()) {
            return node.canConvertToLong()
                    ? Json.provider().createValue(node.longValue())
                    : Json.provider().createValue(node.bigIntegerValue());
        }
        return Json.provider().createValue(node.decimalValue());
    }
}
