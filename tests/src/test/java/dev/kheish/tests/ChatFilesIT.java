package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** More and larger files than there is memory, and connectors that go while theirs are fetched. */
@Tag("long")
class ChatFilesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String SECRET = "hook-secret_1";

    /** A third of a heap of 256 MiB would be full with eight of them. */
    private static final byte[] LARGE = new byte[11 * 1024 * 1024];

    private static final int CHATS = 30;

    /** So long that all of them would be on their way at once, if they could. */
    private static final Duration REST = Duration.ofSeconds(1);

    @TempDir Path dir;
    private FakeTelegram telegram;
    private SlackDesk desk;
    private Client admin;

    @BeforeEach
    void start() throws Exception {
        telegram = new FakeTelegram();
        telegram.halt(REST);
        desk = SlackDesk.open(dir.resolve("home"));
        admin = desk.admin;
        Client.Answer answer =
                admin.put(
                        "/v1/runtime/connectors/telegram/bot",
                        """
                        {"bot_token":{"value":"%s"},"api_base_url":"%s",
                         "secret_token":{"value":"%s"},%s}"""
                                .formatted(
                                        FakeTelegram.TOKEN,
                                        telegram.baseUrl(),
                                        SECRET,
                                        SlackDesk.MAKES_SESSIONS));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    @AfterEach
    void stop() throws Exception {
        String output = desk.daemon.output();
        desk.close();
        telegram.close();
        assertThat(output).doesNotContain("OutOfMemory", FakeTelegram.TOKEN);
    }

    @Test
    void manyLargeFilesComeInAtOnce() throws Exception {
        telegram.file("large", LARGE);
        for (int chat = 1; chat <= CHATS; chat++) {
            post(
                    chat,
                    "\"document\":{\"file_id\":\"large\",\"file_name\":\"large.bin\",\"file_size\":%d}"
                            .formatted(LARGE.length));
        }

        for (int chat = 1; chat <= CHATS; chat++) {
            JsonNode run = claim();
            assertThat(run.path("input_items").findValuesAsText("asset_id"))
                    .as(run.path("input_items").toString())
                    .hasSize(1);
        }
    }

    @Test
    void manyLargeFilesGoOutAtOnce() throws Exception {
        String asset = upload();
        String part = "{\"type\":\"attachment\",\"asset_id\":\"" + asset + "\"}";
        for (int chat = 1; chat <= CHATS; chat++) {
            post(chat, "\"text\":\"send it\"");
        }
        for (int chat = 1; chat <= CHATS; chat++) {
            desk.complete(claim(), "{\"parts\":[" + part + "," + part + "]}");
        }

        Deadline.within(PATIENCE, "all are sent", () -> telegram.sent().size() == 2 * CHATS);
        Set<Long> chats = new HashSet<>();
        for (FakeTelegram.Sent sent : telegram.sent()) {
            chats.add(sent.chat());
            assertThat(sent.bytes()).hasSameSizeAs(LARGE);
        }
        assertThat(chats).hasSize(CHATS);
    }

    @Test
    void aRunGoesOnWithoutTheFilesOfAConnectorThatIsPaused() throws Exception {
        String run = askWithFileThatHangs("EvP1", "C51", "5100.1");

        assertThat(admin.post("/v1/runtime/connectors/slack/support/pause", "{}").status())
                .isEqualTo(200);

        assertThat(notes(run)).contains("hanging.pdf", "is missing", "connector_paused");
    }

    @Test
    void aRunGoesOnWithoutTheFilesOfAConnectorThatIsDeleted() throws Exception {
        String run = askWithFileThatHangs("EvP2", "C52", "5200.1");

        Client.Answer deleted = admin.delete("/v1/runtime/connectors/slack/support?drain=true");

        assertThat(deleted.status()).as(deleted.text()).isIn(200, 202);
        assertThat(notes(run)).contains("hanging.pdf", "is missing");
    }

    /** Slack is asked for the file, and does not answer. */
    private String askWithFileThatHangs(String eventId, String channel, String ts)
            throws Exception {
        String file = desk.slack.share("hanging.pdf", "application/pdf", new byte[] {1});
        desk.slack.weather(() -> FakeSlack.Fault.HANG);
        SlackEvents.Answer taken =
                desk.events.post(
                        SlackEvents.message(
                                eventId,
                                channel,
                                ts,
                                "see",
                                "\"subtype\":\"file_share\",\"files\":[%s]".formatted(file)));
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        Deadline.within(
                PATIENCE,
                "Slack is asked for the file",
                () -> desk.slack.calls().contains(FakeSlack.DOWNLOAD));
        return taken.json().path("run_id").asText();
    }

    /** Slack is asked three times, and each time it takes until nobody waits any longer. */
    private String notes(String run) throws Exception {
        Deadline.within(
                PATIENCE,
                "the run waits no longer",
                () ->
                        !admin.get("/v1/runs/" + run)
                                .json()
                                .path("status")
                                .asText()
                                .equals("preparing"));
        List<String> texts = desk.claim(run).path("input_items").findValuesAsText("text");
        assertThat(texts).hasSize(2).startsWith("see");
        return texts.getLast();
    }

    private void post(long chat, String members) throws Exception {
        Client.Answer taken =
                new TelegramCalls(desk.daemon.url(), "bot", SECRET)
                        .post(
                                """
                                {"update_id":%d,"message":{"message_id":1,"date":0,
                                 "chat":{"id":%d,"type":"private"},
                                 "from":{"id":9,"is_bot":false},%s}}"""
                                        .formatted(chat, chat, members));
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
    }

    private JsonNode claim() throws Exception {
        JsonNode runs =
                admin.post("/v1/runs/claim", "{\"worker\":\"it\",\"wait_ms\":25000}")
                        .json()
                        .path("runs");
        assertThat(runs).hasSize(1);
        return runs.get(0);
    }

    private String upload() throws Exception {
        Client.Answer stored =
                admin.post(
                        "/v1/assets",
                        "{\"file_name\":\"large.bin\",\"media_type\":\"application/octet-stream\","
                                + "\"content_base64\":\""
                                + new String(
                                        Base64.getEncoder().encode(LARGE),
                                        StandardCharsets.ISO_8859_1)
                                + "\"}");
        assertThat(stored.status()).as(stored.text()).isIn(200, 201);
        return stored.json().path("id").asText();
    }
}
