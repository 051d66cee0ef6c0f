package dev.kheish.plugin.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.RetryAfter;
import dev.kheish.testkit.SettableClock;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the SDKs send and expect is what this side takes and gives. */
class VectorsTest {
    private static final Path VECTORS = Path.of("../../sidecar-sdk/vectors");

    @ParameterizedTest(name = "{0}")
    @MethodSource("events")
    void takesEveryEventThatAnSdkSends(JsonObject vector) {
        Edge edge = new Edge().with("fixed_session_id", "one");

        var reply = edge.post("/events", vector.getJsonObject("wire").toString());

        assertThat(reply.status()).as(reply.detail()).isEqualTo(200);
        JsonObject body = reply.json().orElseThrow();
        assertThat(body.getString("status")).as(body.toString()).isEqualTo("accepted");
    }

    static Stream<JsonObject> events() throws IOException {
        return read("events.json");
    }

    @Test
    void takesThemAllInOneBatch() throws IOException {
        Edge edge = new Edge().with("fixed_session_id", "one");
        String events =
                events().map(vector -> vector.get("wire").toString())
                        .collect(Collectors.joining(",", "[", "]"));

        var reply = edge.post("/events/batch", "{\"events\":" + events + "}");

        assertThat(reply.json().orElseThrow().getJsonArray("results"))
                .allMatch(result -> result.asJsonObject().getString("status").equals("accepted"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("retryAfter")
    void readsRetryAfterAsTheSdksDo(JsonObject vector) {
        if (!(vector.get("header") instanceof JsonString header)) {
            return; // nothing to read
        }
        Instant now = Instant.ofEpochMilli(vector.getJsonNumber("now_ms").longValue());

        Optional<Duration> wait = new RetryAfter(new SettableClock(now)).read(header.getString());

        Optional<Duration> expected =
                vector.get("delay_ms").equals(JsonValue.NULL)
                        ? Optional.empty()
                        // Here the shortest wait is a millisecond.
                        : Optional.of(
                                Duration.ofMillis(
                                        Math.max(1, vector.getJsonNumber("delay_ms").longValue())));
        assertThat(wait).isEqualTo(expected);
    }

    static Stream<JsonObject> retryAfter() throws IOException {
        return read("retry-after.json");
    }

    private static Stream<JsonObject> read(String file) throws IOException {
        try (Reader reader = Files.newBufferedReader(VECTORS.resolve(file));
                var json = Json.createReader(reader)) {
            List<JsonObject> all = json.readArray().getValuesAs(JsonObject.class);
            assertThat(all).isNotEmpty();
            return all.stream();
        }
    }
}
