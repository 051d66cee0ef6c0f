package dev.kheish.host.json;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.StrictJson.Cursor;
import dev.kheish.spi.MalformedJsonException;

import java.io.IOException;

/** Builds Jackson trees. */
final class NodeTree {
    private static final JsonNodeFactory NODES = Json.mapper().getNodeFactory();

    private NodeTree() {}

    static JsonNode read(Cursor cursor) throws IOException, MalformedJsonException {
        return switch (cursor.parser().currentToken()) {
            case START_OBJECT -> object(cursor);
            case START_ARRAY -> array(cursor);
            case VALUE_STRING -> NODES.textNode(cursor.text());
            case VALUE_NUMBER_INT -> integer(cursor);
            case VALUE_NUMBER_FLOAT -> {
                cursor.checkNumber();
                yield NODES.numberNode(cursor.parser().getDecimalValue());
            }
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default ->
                    throw new IllegalStateException("Unexpected " + cursor.parser().currentToken());
        };
    }

    private static JsonNode integer(Cursor cursor) throws IOException {
        return switch (cursor.parser().getNumberType()) {
            case INT, LONG -> NODES.numberNode(cursor.parser().getLongValue());
            default -> NODES.numberNode(cursor.parser().getBigIntegerValue());
        };
    }

    private static JsonNode object(Cursor cursor) throws IOException, MalformedJsonException {
        cursor.enter();
        ObjectNode object = NODES.objectNode();
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.text();
            cursor.next();
            object.set(name, read(cursor));
        }
        cursor.leave();
        return object;
    }

    private static JsonNode array(Cursor cursor) throws IOException, MalformedJsonException {
        cursor.enter();
        ArrayNode array = NODES.arrayNode();
        while (cursor.next() != JsonToken.END_ARRAY) {
            array.add(read(cursor));
        }
        cursor.leave();
        return array;
    }
}
