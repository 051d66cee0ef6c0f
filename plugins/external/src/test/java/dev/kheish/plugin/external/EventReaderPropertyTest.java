package dev.kheish.plugin.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.IngressReply;
import dev.kheish.testkit.FakeRequest;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whatever is sent: an answer of the protocol, and never an exception. */
class EventReaderPropertyTest {
    private static final List<String> NAMES =
            List.of(
                    "protocol_version",
                    "instance_id",
                    "event_id",
                    "fingerprint",
                    "occurred_at_ms",
                    "actor_id",
                    "source_kind",
                    "intent",
                    "relation",
                    "kind",
                    "target_event_id",
                    "thread",
                    "path",
                    "routing_key",
                    "content",
                    "input_items",
                    "attachments",
                    "type",
                    "text",
                    "asset_id",
                    "file_name",
                    "content_base64",
                    "reply_route",
                    "metadata",
                    "events",
                    "other");

    @Property(tries = 5000)
    void anyJson(@ForAll long seed, @ForAll boolean batch) {
        answers(new RandomJson(seed).value(5).getBytes(StandardCharsets.UTF_8), batch);
    }

    @Property(tries = 5000)
    void almostAnEvent(@ForAll long seed, @ForAll boolean batch) {
        String event = new RandomJson(seed).event();

        answers(
                (batch ? "{\"events\":[" + event + "]}" : event).getBytes(StandardCharsets.UTF_8),
                batch);
    }

    @Property(tries = 1000)
    void anyBytes(@ForAll byte[] body, @ForAll boolean batch) {
        answers(body, batch);
    }

    private static void answers(byte[] body, boolean batch) {
        Edge edge = new Edge();
        IngressReply reply =
                edge.answer(
                        batch ? "/events/batch" : "/events",
                        FakeRequest.post("/x", body)
                                .with("Authorization", "Bearer t-1")
                                .with("Content-Type", "application/json"));

        assertThat(reply.status()).isIn(200, 400, 422);
        if (reply.status() == 200 && !batch) {
            assertThat(reply.json().orElseThrow().getString("status")).isIn("accepted", "rejected");
        }
    }

    /** Some JSON, the same for the same seed. */
    private static final class RandomJson {
        private static final List<String> TEXTS =
                List.of(
                        "text",
                        "inline_asset",
                        "asset_reference",
                        "board_reference",
                        "aGk=",
                        " ",
                        "",
                        "\\u0000",
                        "é");
        private static final List<String> NUMBERS =
                List.of("0", "1", "-1", "2", "1.5", "1e3", "18446744073709551616", "1E-400");

        private final Random random;

        RandomJson(long seed) {
            random = new Random(seed);
        }

        /** An event that has what is needed, and something of its own. */
        String event() {
            Map<String, String> members = new TreeMap<>();
            members.put("instance_id", "\"i\"");
            members.put("event_id", "\"e\"");
            members.put("routing_key", "\"k\"");
            members.put(one(NAMES), value(4));
            members.put(one(NAMES), value(4));
            return object(members);
        }

        String value(int depth) {
            int sort = random.nextInt(depth == 0 ? 5 : 9);
            return switch (sort) {
                case 0 -> one(List.of("true", "false", "null"));
                case 1, 2 -> one(NUMBERS);
                case 3, 4 -> "\"" + one(TEXTS) + "\"";
                case 5, 6 -> list(depth - 1);
                default -> {
                    Map<String, String> members = new TreeMap<>();
                    for (int i = random.nextInt(7); i > 0; i--) {
                        members.put(one(NAMES), value(depth - 1));
                    }
                    yield object(members);
                }
            };
        }

        private String list(int depth) {
            List<String> elements = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                elements.add(value(depth));
            }
            return "[" + String.join(",", elements) + "]";
        }

        private static String object(Map<String, String> members) {
            return members.entrySet().stream()
                    .map(each -> "\"" + each.getKey() + "\":" + each.getValue())
                    .collect(Collectors.joining(",", "{", "}"));
        }

        private String one(List<String> all) {
            return all.get(random.nextInt(all.size()));
        }
    }
}
