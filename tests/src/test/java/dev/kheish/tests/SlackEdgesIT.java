package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What a Slack, its people and strangers do at their worst, against the packed daemon. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlackEdgesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_MESSAGE = 4000;
    private static final String REPLAYED = "Kheish-Idempotent-Replayed";

    private SlackDesk desk;
    private FakeSlack slack;

    @BeforeAll
    void start(@TempDir Path dir) throws Exception {
        desk = SlackDesk.open(dir.resolve("home"));
        slack = desk.slack;
    }

    /** What was said meanwhile to operators holds nothing that opens anything. */
    @AfterAll
    void stopAndFindNoSecretAnywhere() throws Exception {
        StringBuilder said = new StringBuilder(desk.daemon.output());
        said.append(desk.admin.get("/v1/runtime/connectors").text());
        JsonNode deliveries = desk.admin.get("/v1/deliveries").json();
        for (JsonNode delivery : deliveries) {
            said.append(delivery);
            String id = delivery.path("delivery_id").asText();
            said.append(desk.admin.get("/v1/deliveries/" + id + "/attempts").text());
        }
        desk.close();

        assertThat(deliveries).isNotEmpty();
        assertThat(said.toString()).doesNotContain("xoxb-", SlackDesk.SECRET, "/upload/v1/");
    }

    /** Slack takes about one message a second for each channel. */
    @Test
    void aLongAnswerArrivesWholeAndInOrderThoughTheChannelIsSlow() throws Exception {
        String code =
                "```\n"
                        + "int answer = 42; // \uD83D\uDC69\u200D\uD83D\uDC67\n".repeat(300)
                        + "```";
        String text = "word and word ".repeat(1400) + "\n\n" + code + "\n\n" + "x".repeat(8000);
        JsonNode run = ask("EvA1", "C11", "1100.1");
        slack.limitChannels(Duration.ofMillis(900));

        desk.complete(run, JSON.writeValueAsString(text));

        JsonNode delivery;
        try {
            delivery = desk.delivery(run, "delivered");
        } finally {
            slack.limitChannels(Duration.ZERO);
        }
        List<String> parts = slack.texts("1100.1");
        assertThat(parts).hasSizeGreaterThan(9);
        assertThat(parts).allSatisfy(SlackEdgesIT::isWellFormed);
        assertThat(bare(String.join("", parts))).isEqualTo(bare(text));
        assertThat(delivery.path("attempts").asInt())
                .as("a limit that is met on the way costs nothing")
                .isLessThan(6);
    }

    @Test
    void aSlackThatHangsHoldsUpNobodyElse() throws Exception {
        int before = slack.calls().size();
        desk.put("hanging", SlackDesk.MAKES_SESSIONS + ",\"delivery\":{\"timeout\":\"2s\"}");
        JsonNode stuck = ask("hanging", "EvB1", "C21", "2100.1");
        JsonNode other = ask("hanging", "EvB2", "C22", "2200.1");
        slack.fault(FakeSlack.POST, FakeSlack.Fault.HANG);

        desk.complete(stuck, "\"late\"");
        Deadline.within(
                SlackDesk.PATIENCE,
                "the call that hangs",
                () -> slack.calls().subList(before, slack.calls().size()).contains(FakeSlack.POST));
        desk.complete(other, "\"at once\"");

        assertThat(desk.delivery(other, "delivered").path("attempts").asInt()).isEqualTo(1);
        assertThat(desk.delivery(stuck, "delivered").path("attempts").asInt()).isEqualTo(2);
        assertThat(slack.texts("2100.1")).containsExactly("late");
    }

    @Test
    void anAbsurdPauseIsCutToAnHourAndHoldsForThatChannelOnly() throws Exception {
        JsonNode paused = ask("EvC1", "C31", "3100.1");
        JsonNode other = ask("EvC2", "C32", "3200.1");
        slack.retryAfter("999999999999999999999");
        slack.fault(FakeSlack.POST, FakeSlack.Fault.LIMITED);

        desk.complete(paused, "\"some day\"");
        JsonNode waiting = desk.delivery(paused, "retrying");
        slack.retryAfter("1");
        desk.complete(other, "\"now\"");

        desk.delivery(other, "delivered");
        long wait =
                waiting.path("next_attempt_at_ms").asLong()
                        - waiting.path("created_at_ms").asLong();
        assertThat(Duration.ofMillis(wait))
                .as(waiting.toString())
                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        desk.admin.post("/v1/deliveries/" + waiting.path("delivery_id").asText() + "/cancel", "{}");
    }

    @Test
    void aFileThatLeadsElsewhereIsNotFollowed() throws Exception {
        String file = slack.share("plan.pdf", "application/pdf", new byte[] {1});
        slack.fault(FakeSlack.DOWNLOAD, FakeSlack.Fault.REDIRECT);

        SlackEvents.Answer taken =
                desk.events.post(
                        SlackEvents.message(
                                "EvD1",
                                "C41",
                                "4100.1",
                                "see",
                                "\"subtype\":\"file_share\",\"files\":[%s]".formatted(file)));

        JsonNode run = desk.claim(taken.json().path("run_id").asText());
        assertThat(run.path("input_items").findValuesAsText("text").getLast())
                .contains("plan.pdf", "is missing");
        assertThat(slack.calls()).doesNotContain("internal");
        desk.complete(run, "\"ok\"");
    }

    @Test
    void aMentionAndItsMessageAreOneInAnyOrderAndAtTheSameTime() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<Integer, List<Future<SlackEvents.Answer>>> answers = new HashMap<>();
            for (int i = 0; i < 40; i++) {
                String message =
                        SlackEvents.message("EvJ" + i, "C9" + i, "9000." + i, "<@UBOT> hi", "");
                String mention =
                        message.replace("EvJ" + i, "EvK" + i)
                                .replace("\"type\":\"message\"", "\"type\":\"app_mention\"");
                List<String> posts = new ArrayList<>(List.of(message, mention, message, mention));
                Collections.shuffle(posts, new Random(i));
                for (String post : posts) {
                    answers.computeIfAbsent(i, _ -> new ArrayList<>())
                            .add(threads.submit(() -> desk.events.post(post)));
                }
            }
            for (List<Future<SlackEvents.Answer>> four : answers.values()) {
                Set<String> runs = new HashSet<>();
                int repeated = 0;
                for (Future<SlackEvents.Answer> each : four) {
                    SlackEvents.Answer answer = each.get();
                    runs.add(answer.json().path("run_id").asText());
                    repeated += answer.response().headers().allValues(REPLAYED).size();
                }
                assertThat(runs).hasSize(1).allMatch(run -> run.startsWith("run_"));
                assertThat(repeated).isEqualTo(3);
            }
        }
    }

    @Test
    void aFloodOfForeignEventsMakesNothingAndIsCounted() throws Exception {
        desk.put("ours", SlackDesk.MAKES_SESSIONS + ",\"allowed_team_ids\":[\"T9\"]");
        SlackEvents ours = desk.events("ours");

        for (int i = 0; i < 1000; i++) {
            SlackEvents.Answer answer =
                    ours.post(SlackEvents.message("EvE" + i, "C5" + i, "5." + i, "spam", ""));
            assertThat(answer.text())
                    .isEqualTo("{\"ignored\":true,\"reason\":\"team_not_allowed\"}");
        }

        JsonNode status = desk.view("ours").path("status");
        assertThat(status.at("/details/ignored/team_not_allowed/count").asInt()).isEqualTo(1000);
        assertThat(status.path("health").asText()).isEqualTo("ok");
        assertThat(desk.admin.get("/v1/runs?connector=slack:ours").text()).doesNotContain("spam");
    }

    @Test
    void aBodyOfAMegabyteIsTakenAndWhatIsTooLargeGetsAnAnswer() throws Exception {
        String blocks = "\"blocks\":[" + "{\"type\":\"x\"},".repeat(90_000) + "{}]";
        String large = SlackEvents.message("EvF1", "C61", "6100.1", "large", blocks);
        String tooLarge = large.replace("\"large\"", "\"" + "y".repeat(2_000_000) + "\"");

        SlackEvents.Answer taken = desk.events.post(large);
        SlackEvents.Answer refused = desk.events.post(tooLarge);

        assertThat(large.length()).isGreaterThan(1024 * 1024);
        assertThat(taken.status()).isEqualTo(200);
        JsonNode run = desk.claim(taken.json().path("run_id").asText());
        assertThat(run.at("/input_metadata/slack/truncated").asBoolean()).isTrue();
        assertThat(run.at("/input_metadata/slack/event/text").asText()).isEqualTo("large");
        assertThat(refused.status()).isEqualTo(413);
        desk.complete(run, "\"ok\"");
    }

    @Test
    void sessionsFollowTheKeysOfOrganisationsWorkspacesAndPeople() throws Exception {
        desk.put(
                "keys",
                SlackDesk.MAKES_SESSIONS
                        + ",\"direct_messages\":\"channel\",\"additional_binding_keys\":[\"vip\"]");
        desk.put("one", SlackDesk.MAKES_SESSIONS + ",\"fixed_session_id\":\"the-one\"");
        String grid =
                SlackEvents.message("EvG1", "C71", "7100.1", "hi", "")
                        .replace(
                                "\"team_id\":\"T1\",\"api",
                                "\"team_id\":\"T1\",\"enterprise_id\":\"E1\",\"api");
        String direct =
                SlackEvents.message("EvG2", "D72", "7200.1", "hi", "")
                        .replace("\"channel_type\":\"channel\"", "\"channel_type\":\"im\"");
        String later = direct.replace("EvG2", "EvG3").replace("7200.1", "7200.2");

        String keyed = session("keys", grid);
        assertThat(keyed).isEqualTo("slack:keys:enterprise:E1:team:T1:C71:7100.1");
        assertThat(session("keys", direct))
                .as("the session that 'vip' is bound to: this conversation has none of its own")
                .isEqualTo(keyed);
        assertThat(session("keys", later)).isEqualTo(keyed);
        assertThat(session("support", direct)).isEqualTo("slack:support:team:T1:D72:7200.1");
        assertThat(session("one", grid)).isEqualTo("the-one");
        assertThat(session("one", direct)).isEqualTo("the-one");
    }

    /** What the app says comes back as an event, and so does what other bots say to it. */
    @Test
    void botsNeverGoOnForEver() throws Exception {
        JsonNode run = ask("EvH1", "C81", "8100.1");
        desk.complete(run, "\"<@UOTHER> over to you\"");
        desk.delivery(run, "delivered");
        FakeSlack.Posted said = desk.inThread("8100.1").getFirst();

        for (String author :
                List.of(
                        "\"bot_id\":\"B1\",\"app_id\":\"A1\"",
                        "\"bot_id\":\"B2\",\"app_id\":\"A2\"",
                        "\"subtype\":\"bot_message\",\"username\":\"other\"",
                        "\"app_id\":\"A1\"")) {
            String echo =
                    SlackEvents.message(
                            "EvH2",
                            "C81",
                            said.ts(),
                            "<@UBOT> and back",
                            "\"thread_ts\":\"8100.1\"," + author);
            assertThat(desk.events.post(echo).json().path("ignored").asBoolean())
                    .as(author)
                    .isTrue();
            assertThat(
                            desk.events
                                    .post(
                                            echo.replace(
                                                    "\"type\":\"message\"",
                                                    "\"type\":\"app_mention\""))
                                    .json()
                                    .path("ignored")
                                    .asBoolean())
                    .as(author)
                    .isTrue();
        }
    }

    @Test
    void whatIsNoEventGetsAnOrderlyAnswer() throws Exception {
        for (String body : List.of("", "{", "[]", "{\"type\":\"event_callback\"}", "\u0000")) {
            SlackEvents.Answer answer = desk.events.post(body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.response().headers().firstValue("X-Slack-No-Retry")).contains("1");
        }
        SlackEvents.Answer odd =
                desk.events.post(SlackEvents.message("EvI1", "C/../9", "9100.1", "hi", ""));
        assertThat(odd.text()).isEqualTo("{\"skipped\":true,\"reason\":\"bad_session_id\"}");
    }

    private JsonNode ask(String eventId, String channel, String ts) throws Exception {
        return ask("support", eventId, channel, ts);
    }

    private JsonNode ask(String connector, String eventId, String channel, String ts)
            throws Exception {
        SlackEvents.Answer taken =
                desk.events(connector)
                        .post(SlackEvents.message(eventId, channel, ts, "question", ""));
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        return desk.claim(taken.json().path("run_id").asText());
    }

    private String session(String connector, String body) throws Exception {
        return desk.events(connector).post(body).json().path("session_id").asText();
    }

    private static void isWellFormed(String part) {
        assertThat(part.length()).isLessThanOrEqualTo(LONGEST_MESSAGE);
        assertThat(part.split("```", -1).length % 2).as("each block is closed").isEqualTo(1);
        byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
        assertThat(new String(utf8, StandardCharsets.UTF_8))
                .as("no half characters")
                .isEqualTo(part);
    }

    /** Without what splitting may add or leave out: white space and marks of code. */
    private static String bare(String text) {
        return text.replaceAll("\\s|```", "");
    }
}
