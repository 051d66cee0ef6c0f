package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Events at the edges of what the protocol allows, against the packed daemon. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExternalWireIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DaemonProcess daemon;
    private Client sender;

    @BeforeAll
    void start(@TempDir Path dir) throws Exception {
        daemon = DaemonProcess.start(dir.resolve("home"));
        sender = new Client(daemon.url(), "t0ken");
        put("wide", 1_000_000);
        put("slow", 1);
    }

    @AfterAll
    void stop() throws Exception {
        daemon.close();
    }

    @Test
    void sixtyFourEventsWithRepeatsAndOthersUnderTheSameIdAmongThem() throws Exception {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            String content = i % 8 == 7 ? "other" : "same";
            events.add(event("w-" + i % 16 / 2 * 2, "\"content\":\"" + content + "\""));
        }

        List<JsonNode> results = batch("wide", events);

        assertThat(results).hasSize(64);
        for (int i = 0; i < 64; i++) {
            JsonNode first = results.get(i % 16 / 2 * 2);
            JsonNode result = results.get(i);
            String status = i < 16 && i % 2 == 0 ? "accepted" : "duplicate";
            assertThat(result.path("status").asText())
                    .as("event " + i + " " + result)
                    .isEqualTo(i % 8 == 7 ? "rejected" : status);
            assertThat(result.path("event_id")).isEqualTo(first.path("event_id"));
            assertThat(result.path("run_id")).isEqualTo(first.path("run_id"));
            assertThat(result.path("session_id")).isEqualTo(first.path("session_id"));
        }
        List<String> again = statuses(batch("wide", events));
        assertThat(again).containsOnly("duplicate", "rejected");
    }

    @Test
    void whatTheRateLeavesOutKeepsItsPlaceAndRepeatsAreFree() throws Exception {
        List<JsonNode> results =
                batch(
                        "slow",
                        List.of(
                                event("a", "\"content\":\"x\""),
                                event("b", "\"content\":\"x\""),
                                event("a", "\"content\":\"x\""),
                                event(" ", "\"content\":\"x\""),
                                event("c", "\"content\":\"x\""),
                                event("a", "\"content\":\"y\"")));

        assertThat(statuses(results))
                .containsExactly(
                        "accepted",
                        "rate_limited",
                        "duplicate",
                        "rejected",
                        "rate_limited",
                        "rejected");
        for (int limited : new int[] {1, 4}) {
            assertThat(results.get(limited).path("retry_after_ms").asLong()).isBetween(1L, 1000L);
            assertThat(results.get(limited).has("run_id")).isFalse();
        }
        assertThat(results.get(4).path("event_id").asText()).isEqualTo("c");
    }

    @Test
    void anyTextThatIsTextComesThrough() throws Exception {
        for (String text :
                List.of(
                        "\\u0000",
                        "a\\u0000b",
                        "\\ud83d\\ude00",
                        "\\u202e\\ufeff\\u0007",
                        "é\\u0301ß")) {
            JsonNode answer =
                    sender.post(
                                    "/v1/connectors/external/wide/events",
                                    """
                                    {"instance_id":"i%1$s","event_id":"t%1$s","actor_id":"%1$s!",
                                     "source_kind":"%1$s!","intent":"%1$s!","fingerprint":"%1$s",
                                     "relation":{"kind":"%1$s!","target_event_id":"%1$s!"},
                                     "thread":{"path":["%1$s","","%1$s"]},"routing_key":"%1$s!",
                                     "reply_route":"%1$s!","content":"%1$s!","metadata":{"%1$s":"%1$s"}}
                                    """
                                            .formatted(text))
                            .json();
            assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("accepted");
            JsonNode run = daemon.admin().get("/v1/runs/" + answer.path("run_id").asText()).json();
            String said = JSON.readTree("\"" + text + "!\"").asText();
            assertThat(run.toString())
                    .contains(JSON.readTree("\"" + text + "\"").toString().replace("\"", ""));
            assertThat(run.at("/input_metadata/external_intent").asText())
                    .as(run.toString())
                    .isEqualTo(said.strip());
        }
    }

    @Test
    void halfASurrogatePairIsNoText() throws Exception {
        for (String member : List.of("content", "routing_key", "event_id", "unknown")) {
            Client.Answer answer =
                    sender.post(
                            "/v1/connectors/external/wide/events",
                            "{\"instance_id\":\"i\",\"%s\":\"x\\ud800\"}".formatted(member));

            assertThat(answer.status()).as(member).isEqualTo(400);
            assertThat(answer.text()).contains("surrogate");
        }
    }

    @Test
    void limitsCountBytes() throws Exception {
        List<JsonNode> results =
                batch(
                        "wide",
                        List.of(
                                event("é".repeat(256), "\"content\":\"x\""),
                                event("é".repeat(256) + "x", "\"content\":\"x\""),
                                event(
                                        "n-1",
                                        "\"content\":\"x\",\"actor_id\":\""
                                                + "😀".repeat(128)
                                                + "\""),
                                event(
                                        "n-2",
                                        "\"content\":\"x\",\"actor_id\":\""
                                                + "😀".repeat(129)
                                                + "\"")));

        assertThat(statuses(results))
                .containsExactly("accepted", "rejected", "accepted", "rejected");
    }

    private List<JsonNode> batch(String connector, List<String> events) throws Exception {
        Client.Answer answer =
                sender.post(
                        "/v1/connectors/external/" + connector + "/events/batch",
                        "{\"events\":[" + String.join(",", events) + "]}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return StreamSupport.stream(answer.json().path("results").spliterator(), false).toList();
    }

    private static List<String> statuses(List<JsonNode> results) {
        return results.stream().map(result -> result.path("status").asText()).toList();
    }

    private static String event(String id, String more) {
        return "{\"instance_id\":\"i\",\"event_id\":\"%s\",\"routing_key\":\"k\",%s}"
                .formatted(id, more);
    }

    private void put(String name, int perSecond) throws Exception {
        Client.Answer answer =
                daemon.admin()
                        .put(
                                "/v1/runtime/connectors/external/" + name,
                                """
                                {"platform":"demo","base_url":"http://127.0.0.1:1",
                                 "allow_private_network":true,"shared_token":{"value":"t0ken"},
                                 "session_policy":{"create_if_missing":true},
                                 "ingress_events_per_second":%d}"""
                                        .formatted(perSecond));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }
}
