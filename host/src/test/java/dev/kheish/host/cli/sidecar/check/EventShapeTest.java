package dev.kheish.host.cli.sidecar.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.cli.sidecar.stage.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What counts as an event. */
class EventShapeTest {
    private static final Path VECTORS = Path.of("../sidecar-sdk/vectors/events.json");

    private final EventShape shape = new EventShape("i-1");

    static Stream<JsonNode> vectors() throws IOException {
        return Json.read(Files.readString(VECTORS)).valueStream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void takesWhatTheSdksSend(JsonNode vector) {
        assertThat(shape.flaw(vector.path("wire"))).as(vector.path("name").asText()).isEmpty();
    }

    @Test
    void takesNullForWhatIsAbsent() {
        ObjectNode event = event();
        for (String name : new String[] {"fingerprint", "occurred_at_ms", "actor_id", "intent"}) {
            event.putNull(name);
        }
        event.putNull("relation").putNull("routing_key").putNull("reply_route");

        assertThat(shape.flaw(event.putNull("metadata"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    protocol_version | 3                       | neither 1 nor 2
                    protocol_version | "2"                     | neither 1 nor 2
                    instance_id      | "i-2"                   | that of the manifest is 'i-1'
                    instance_id      | null                    | that of the manifest is 'i-1'
                    event_id         | " "                     | event_id is
                    event_id         | 7                       | event_id is
                    occurred_at_ms   | -1                      | not a number of milliseconds
                    occurred_at_ms   | 1.5                     | not a number of milliseconds
                    actor_id         | 5                       | actor_id is 5
                    intent           | " "                     | intent is blank
                    routing_key      | ""                      | routing_key is blank
                    relation         | {"kind":"edit"}         | not both of kind and target_event_id
                    thread           | null                    | thread.path is not a list
                    thread           | ["a"]                   | thread.path is not a list
                    thread           | {"path":["a",1]}        | a segment of thread.path
                    content          | null                    | content is null
                    content          | "  "                    | it says nothing
                    attachments      | [{"type":"text"}]       | attachments has
                    attachments      | [{"type":"inline_asset","file_name":"a","content_base64":"%"}] | attachments has
                    input_items      | [{"type":"text","text":"b"}] | neither content nor attachments
                    input_items      | {}                      | input_items is not a list
                    """)
    void findsWhatIsWrong(String member, String value, String flaw) {
        ObjectNode event = event();
        event.set(member, Json.read(value));

        assertThat(shape.flaw(event).orElse("")).contains(flaw);
    }

    @ParameterizedTest
    @CsvSource({
        "event_id, 513",
        "actor_id, 513",
        "routing_key, 1025",
        "reply_route, 8193",
        "content, 1048577",
        "metadata, 262145"
    })
    void findsWhatIsTooLong(String member, int bytes) {
        assertThat(shape.flaw(event().put(member, "x".repeat(bytes))).orElse(""))
                .startsWith(member + " has ");
    }

    @Test
    void findsALargeFile() {
        ObjectNode event = event();
        event.putArray("attachments")
                .addObject()
                .put("type", "inline_asset")
                .put("file_name", "large")
                .put("content_base64", "AAAA".repeat(349_526));

        assertThat(shape.flaw(event).orElse("")).contains("more than 1 MiB");
    }

    private static ObjectNode event() {
        ObjectNode event =
                Json.object()
                        .put("protocol_version", 2)
                        .put("instance_id", "i-1")
                        .put("event_id", "e-1")
                        .put("content", "hello");
        event.putObject("thread").putArray("path").add("room");
        return event;
    }
}
