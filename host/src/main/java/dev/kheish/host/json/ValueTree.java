package dev.kheish.host.json;

import com.fasterxml.jackson.core.JsonToken;

import dev.kheish.host.json.StrictJson.Cursor;
import dev.kheish.spi.MalformedJsonException;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.io.IOException;

/** Builds {@code jakarta.json} values. */
final class ValueTree {
    private static final JsonProvider JSON = Json.provider();

    private ValueTree() {}

    static JsonValue read(Cursor cursor) throws IOException, MalformedJsonException {
        return switch (cursor.parser().currentToken()) {
            case START_OBJECT -> object(cursor);
            case START_ARRAY -> array(cursor);
            case VALUE_STRING -> JSON.createValue(cursor.text());
            case VALUE_NUMBER_INT -> integer(cursor);
            case VALUE_NUMBER_FLOAT -> {
                cursor.checkNumber();
                yield JSON.createValue(cursor.parser().getDecimalValue());
            }
            case VALUE_TRUE -> JsonValue.TRUE;
            case VALUE_FALSE -> JsonValue.FALSE;
            case VALUE_NULL -> JsonValue.NULL;
            default ->
                    throw new IllegalStateException("Unexpected " + cursor.parser().currentToken());
        };
    }

    private static JsonValue integer(Cursor cursor) throws IOException {
        return switch (cursor.parser().getNumberType()) {
            case INT, LONG -> JSON.createValue(cursor.parser().getLongValue());
            default -> JSON.createValue(cursor.parser().getBigIntegerValue());
        };
    }

    private static JsonValue object(Cursor cursor) throws IOException, MalformedJsonException {
        cursor.enter();
        JsonObjectBuilder builder = JSON.createObjectBuilder();
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.text();
            cursor.next();
            builder.add(name, read(cursor));
        }
        cursor.leave();
        return builder.build();
    }

    private static JsonValue array(Cursor cursor) throws IOException, MalformedJsonException {
        cursor.enter();
        JsonArrayBuilder builder = JSON.createArrayBuilder();
        while (cursor.next() != JsonToken.END_ARRAY) {
            builder.add(read(cursor));
        }
        cursor.leave();
        return builder.build();
    }
}
