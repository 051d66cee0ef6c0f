package dev.kheish.testkit;

import dev.kheish.spi.MalformedJsonException;

import jakarta.json.JsonArray;
import jakarta.json.JsonConfig;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Parses as strictly as the host does. */
final class StrictJson {
    static final JsonProvider PROVIDER = JsonProvider.provider();

    private StrictJson() {}

    static JsonValue parse(byte[] utf8, int maxDepth) throws MalformedJsonException {
        Map<String, ?> config = Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE);
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
            checkThatNothingFollows(text);
            try (JsonReader reader =
                    PROVIDER.createReaderFactory(config).createReader(new StringReader(text))) {
                JsonValue value = reader.readValue();
                check(value, maxDepth);
                return value;
            }
        } catch (JsonException | CharacterCodingException | UnsupportedOperationException e) {
            throw new MalformedJsonException("not JSON at line 1");
        }
    }

    // A reader stops behind the first value; a parser reads to the end.
    private static void checkThatNothingFollows(String text) {
        try (JsonParser parser = PROVIDER.createParser(new StringReader(text))) {
            while (parser.hasNext()) {
                parser.next();
            }
        }
    }

    private static void check(JsonValue value, int depthLeft) throws MalformedJsonException {
        Collection<? extends JsonValue> inner =
                switch (value) {
                    case JsonObject object -> object.values();
                    case JsonArray array -> array;
                    default -> null;
                };
        if (value instanceof JsonString text
                && !StandardCharsets.UTF_8.newEncoder().canEncode(text.getString())) {
            throw new MalformedJsonException("lone surrogate");
        }
        if (inner != null && depthLeft == 0) {
            throw new MalformedJsonException("nested too deep");
        }
        for (JsonValue each : inner == null ? List.<JsonValue>of() : inner) {
            check(each, depthLeft - 1);
        }
    }
}
