package dev.kheish.plugin.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.EgressException;
import dev.kheish.testkit.FakeDelivery;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** What is sent for a delivery, and what is not sent twice. */
final class DeliveryTest {
    private static final String TOPIC =
            "{\"connector\":\"bot\",\"chat_id\":-5,\"message_thread_id\":7,\"reply_to_message_id\":42}";

    private final TestConnector connector = TestConnector.usual();
    private final FakeBotApi api = connector.api;

    @Test
    @DisplayName("text: sendMessage with chat_id, message_thread_id, reply_parameters, text")
    void text() {
        DeliveryResult result = connector.deliver(connector.to(TOPIC, "hi *there*"));

        assertThat(result).isInstanceOf(DeliveryResult.Delivered.class);
        FakeBotApi.Call call = api.calls("sendMessage").getFirst();
        assertThat(call.json().toString())
                .isEqualTo(
                        "{\"chat_id\":-5,\"message_thread_id\":7,\"reply_parameters\":{\"message_id\":42,\"allow_sending_without_reply\":true},\"text\":\"hi *there*\"}");
        assertThat(call.request().url())
                .isEqualTo("https://api.telegram.org/bot4242:t0ken/sendMessage");
        assertThat(call.request().trustedOrigin()).contains("https://api.telegram.org:443");
        assertThat(((DeliveryResult.Delivered) result).evidence().providerId()).contains("101");
    }

    @Test
    @DisplayName("text: absent ids are left out; no parse_mode")
    void plainText() {
        connector.deliver("hi");

        assertThat(api.calls("sendMessage").getFirst().json().toString())
                .isEqualTo("{\"chat_id\":5,\"text\":\"hi\"}");
    }

    @Test
    @DisplayName("parts empty: content in chunks of 4096 UTF-16 units; every chunk replies")
    void chunks() {
        connector.deliver(connector.to(TOPIC, "\uD83D\uDE00".repeat(3000)));

        List<FakeBotApi.Call> calls = api.calls("sendMessage");
        assertThat(calls.stream().map(call -> call.json().getString("text").length()))
                .containsExactly(4096, 1904);
        assertThat(calls)
                .allSatisfy(
                        call ->
                                assertThat(call.json().getJsonObject("reply_parameters"))
                                        .isNotNull());
    }

    @Test
    @DisplayName("parts: in order, blank texts skipped; content and artifacts not sent")
    void parts() {
        FakeDelivery delivery =
                connector
                        .to(TestConnector.address(5), "content")
                        .part("a")
                        .part("  ")
                        .part(TestFile.of("ast_1", "x.csv", "text/csv"))
                        .artifact(TestFile.of("ast_2", "y.csv", "text/csv"))
                        .part("b");

        connector.deliver(delivery);

        assertThat(api.methods()).containsExactly("sendMessage", "sendDocument", "sendMessage");
        assertThat(api.calls("sendMessage").stream().map(call -> call.json().getString("text")))
                .containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource({
        "image/png, sendPhoto, photo",
        "image/jpeg, sendPhoto, photo",
        "IMAGE/PNG, sendPhoto, photo",
        "image/gif, sendDocument, document",
        "audio/mpeg, sendAudio, audio",
        "audio/x-anything, sendAudio, audio",
        "video/mp4, sendDocument, document",
        "application/pdf, sendDocument, document"
    })
    @DisplayName("attachment: multipart, by type; captions never set")
    void attachment(String type, String method, String field) {
        connector.deliver(connector.to(TOPIC, "").part(TestFile.of("ast_1", "ü \"x\".bin", type)));

        FakeBotApi.Call call = api.calls(method).getFirst();
        assertThat(call.text())
                .contains("name=\"chat_id\"\r\n\r\n-5\r\n")
                .contains("name=\"message_thread_id\"\r\n\r\n7\r\n")
                .contains(
                        "name=\"reply_parameters\"\r\n\r\n{\"message_id\":42,\"allow_sending_without_reply\":true}\r\n")
                .contains(
                        "name=\""
                                + field
                                + "\"; filename=\"ü %22x%22.bin\"\r\nContent-Type: "
                                + type
                                + "\r\n\r\nast_1\r\n")
                .doesNotContain("caption");
    }

    @Test
    @DisplayName("attachment: blank file name is attachment.bin, and no line ends in a name")
    void fileNames() {
        connector.deliver(
                connector
                        .to(TestConnector.address(5), "")
                        .part(TestFile.of("ast_1", " ", "text/csv"))
                        .part("x")
                        .part(TestFile.of("ast_2", "a\r\nb", "text/csv\r\nX: y")));

        assertThat(api.calls("sendDocument").getFirst().text())
                .contains("filename=\"attachment.bin\"");
        assertThat(api.calls("sendDocument").getLast().text())
                .contains("filename=\"ab\"\r\nContent-Type: text/csvX: y\r\n");
    }

    @Test
    @DisplayName("attachment: a photo of more than 10 MB is a document")
    void largePhoto() {
        connector.deliver(
                connector
                        .to(TestConnector.address(5), "")
                        .part(new TestFile("a", "x.png", "image/png", 11 * 1024 * 1024)));

        assertThat(api.methods()).containsExactly("sendDocument");
    }

    @ParameterizedTest
    @CsvSource({"image/png", "audio/mpeg"})
    @DisplayName("attachment: a photo or audio that Telegram refuses goes as a document")
    void fallback(String type) {
        String method = type.startsWith("image") ? "sendPhoto" : "sendAudio";
        api.nextError(method, 400, "Bad Request: PHOTO_INVALID_DIMENSIONS");

        DeliveryResult result =
                connector.deliver(
                        connector
                                .to(TestConnector.address(5), "")
                                .part(TestFile.of("a", "x", type)));

        assertThat(result).isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(api.methods()).containsExactly(method, "sendDocument");
    }

    @Test
    @DisplayName("attachment: no fallback where it is the chat that is wrong")
    void noFallback() {
        api.nextError("sendPhoto", 400, "Bad Request: chat not found");

        DeliveryResult result =
                connector.deliver(
                        connector
                                .to(TestConnector.address(5), "")
                                .part(TestFile.of("a", "x", "image/png")));

        assertThat(result).isInstanceOf(DeliveryResult.Rejected.class);
        assertThat(api.methods()).containsExactly("sendPhoto");
    }

    @Test
    @DisplayName("album: neighbours of one sort go together, ten at most")
    void albums() {
        FakeDelivery delivery = connector.to(TestConnector.address(5), "");
        for (int i = 0; i < 11; i++) {
            delivery.part(TestFile.of("p" + i, "x.png", "image/png"));
        }
        delivery.part(TestFile.of("d1", "x.pdf", "application/pdf"));
        delivery.part(TestFile.of("d2", "y.pdf", "application/pdf"));

        deliverPatiently(delivery);

        assertThat(api.methods()).containsExactly("sendMediaGroup", "sendPhoto", "sendMediaGroup");
        assertThat(api.calls("sendMediaGroup").getLast().text())
                .contains(
                        "[{\"type\":\"document\",\"media\":\"attach://file0\"},{\"type\":\"document\",\"media\":\"attach://file1\"}]")
                .contains("name=\"file0\"; filename=\"x.pdf\"")
                .contains("name=\"file1\"; filename=\"y.pdf\"");
    }

    @Test
    @DisplayName("album: text in between ends it; one of more than 24 MiB is two")
    void separateAlbums() {
        FakeDelivery delivery =
                connector
                        .to(TestConnector.address(5), "")
                        .part(TestFile.of("p1", "x.png", "image/png"))
                        .part("text")
                        .part(TestFile.of("p2", "x.png", "image/png"))
                        .part(new TestFile("d1", "x", "text/csv", 13L << 20))
                        .part(new TestFile("d2", "x", "text/csv", 13L << 20));

        deliverPatiently(delivery);

        assertThat(api.methods())
                .containsExactly(
                        "sendPhoto", "sendMessage", "sendPhoto", "sendDocument", "sendDocument");
    }

    @Test
    @DisplayName("album: refused because of one of them, each goes for itself")
    void albumApart() {
        api.nextError("sendMediaGroup", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS");
        api.nextError("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS");
        FakeDelivery delivery =
                connector
                        .to(TestConnector.address(5), "")
                        .part(TestFile.of("p1", "x.png", "image/png"))
                        .part(TestFile.of("p2", "y.png", "image/png"));
        api.nextFailure("sendDocument", EgressException.Reason.CONNECT);

        DeliveryResult first = connector.deliver(delivery);
        DeliveryResult second = connector.deliver(delivery.attempt(2));

        assertThat(first).isInstanceOf(DeliveryResult.Retry.class);
        assertThat(second).isInstanceOf(DeliveryResult.Delivered.class);
    }

    @Test
    @DisplayName("progress: what was sent is not sent again; the plan's keys")
    void progress() {
        FakeDelivery delivery =
                connector
                        .to(TestConnector.address(5), "")
                        .part("a ".repeat(3000))
                        .part(TestFile.of("asset-9", "x.csv", "text/csv"));
        api.nextOk("sendMessage", "{\"message_id\":1}");
        api.nextFailure("sendMessage", EgressException.Reason.TIMEOUT);

        DeliveryResult first = connector.deliver(delivery);
        deliverPatiently(delivery.attempt(2));

        assertThat(first).isInstanceOf(DeliveryResult.Retry.class);
        assertThat(api.methods())
                .containsExactly("sendMessage", "sendMessage", "sendMessage", "sendDocument");
        assertThat(delivery.progress().get("text:0:chunk:0").orElseThrow().toString())
                .isEqualTo("{\"sent\":true,\"message_id\":\"1\"}");
        assertThat(delivery.progress().get("text:0:chunk:1")).isPresent();
        assertThat(delivery.progress().get("attachment:1:asset-9")).isPresent();
    }

    @Test
    @DisplayName(
            "progress: content:chunk:0 where there are no parts; a repeated delivery sends nothing")
    void repeated() {
        FakeDelivery delivery = connector.to(TestConnector.address(5), "hi");

        connector.deliver(delivery);
        DeliveryResult again = connector.deliver(delivery);

        assertThat(delivery.progress().get("content:chunk:0")).isPresent();
        assertThat(again).isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(api.methods()).containsExactly("sendMessage");
    }

    @Test
    @DisplayName("nothing to send: terminal")
    void nothing() {
        assertThat(connector.deliver("  \n ")).isInstanceOf(DeliveryResult.Rejected.class);
        assertThat(api.methods()).isEmpty();
    }

    @Test
    @DisplayName("check: chat not allowed is terminal; no token just now waits")
    void checks() {
        TestConnector strict = TestConnector.usual().set("allowed_chat_ids", List.of(6L));
        assertThat(strict.deliver("x")).isInstanceOf(DeliveryResult.Rejected.class);

        connector.context.forget("bot_token");
        assertThat(connector.deliver("x")).isInstanceOf(DeliveryResult.Later.class);
        assertThat(TestConnector.bare().deliver("x")).isInstanceOf(DeliveryResult.Rejected.class);
    }

    @Test
    @DisplayName("migration: followed at once, remembered, without the old message's id")
    void migration() {
        connector.set("allowed_chat_ids", List.of(-5L));
        api.next(
                "sendMessage",
                400,
                "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: group chat was upgraded to a supergroup chat\",\"parameters\":{\"migrate_to_chat_id\":-1005}}");

        DeliveryResult first = connector.deliver(connector.to(TOPIC, "a"));
        DeliveryResult second = connector.deliver(connector.to(TOPIC, "b").id("dlv_2"));

        assertThat(first).isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(second).isInstanceOf(DeliveryResult.Delivered.class);
        List<FakeBotApi.Call> calls = api.calls("sendMessage");
        assertThat(calls.stream().map(call -> call.json().getInt("chat_id")))
                .containsExactly(-5, -1005, -1005);
        assertThat(calls.getLast().json().containsKey("reply_parameters")).isFalse();
        assertThat(connector.context.state().get("migrations").orElseThrow().toString())
                .isEqualTo("{\"-5\":-1005}");
    }

    @Test
    @DisplayName("migration: the list may name the group by its new id; the old one is the same")
    void migrationWithTheNewIdAllowed() {
        connector.set("allowed_chat_ids", List.of(-1005L));
        connector.skipped(
                Updates.update(
                        7,
                        "message",
                        "{\"message_id\":1,\"chat\":{\"id\":-1005},\"migrate_from_chat_id\":-5}"));

        DeliveryResult result = connector.deliver(connector.to(TOPIC, "a"));

        assertThat(result).isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(api.calls("sendMessage").getFirst().json().getInt("chat_id")).isEqualTo(-1005);
    }

    @Test
    @DisplayName("migration in a circle ends")
    void circle() {
        for (int i = 0; i < 9; i++) {
            api.next(
                    "sendMessage",
                    400,
                    "{\"ok\":false,\"error_code\":400,\"description\":\"upgraded\",\"parameters\":{\"migrate_to_chat_id\":-%d}}"
                            .formatted(100 + i));
        }

        assertThat(connector.deliver(connector.to(TOPIC, "a")))
                .isInstanceOf(DeliveryResult.Retry.class);
        assertThat(api.methods()).hasSize(4);
    }

    @Test
    @DisplayName("migration: files as well")
    void migratedFile() {
        api.next(
                "sendDocument",
                400,
                "{\"ok\":false,\"error_code\":400,\"description\":\"upgraded\",\"parameters\":{\"migrate_to_chat_id\":-1005}}");

        connector.deliver(connector.to(TOPIC, "").part(TestFile.of("a", "x", "text/csv")));

        assertThat(api.calls("sendDocument").getLast().text())
                .contains("name=\"chat_id\"\r\n\r\n-1005\r\n")
                .doesNotContain("reply_parameters");
    }

    @Test
    @DisplayName("memory: files of a step are held together, and of one step at a time")
    void memory() {
        FakeDelivery delivery =
                connector
                        .to(TestConnector.address(5), "")
                        .part(new TestFile("p1", "x.png", "image/png", 3 << 20))
                        .part(new TestFile("p2", "y.png", "image/png", 4 << 20))
                        .part(new TestFile("d1", "x", "text/csv", 5 << 20));
        api.nextError("sendMediaGroup", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS");

        deliverPatiently(delivery);

        assertThat(api.methods())
                .containsExactly("sendMediaGroup", "sendPhoto", "sendPhoto", "sendDocument");
        assertThat(connector.context.fileRoom().most()).isEqualTo(7 << 20);
        assertThat(connector.context.fileRoom().held()).isZero();
    }

    @Test
    @DisplayName("memory: where there is no room files wait, which costs no attempt; texts do not")
    void noRoom() {
        connector.context.fileRoom().fill();

        DeliveryResult file =
                connector.deliver(
                        connector
                                .to(TestConnector.address(5), "")
                                .part(TestFile.of("a", "x", "text/csv")));

        assertThat(file).isInstanceOf(DeliveryResult.Later.class);
        assertThat(connector.deliver("x")).isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(api.methods()).containsExactly("sendMessage");
    }

    @Test
    @DisplayName("a file that is shorter than it says is not sent")
    void shortFile() {
        DeliveryResult result =
                connector.deliver(
                        connector
                                .to(TestConnector.address(5), "")
                                .part(TestFile.shortened("a", "x", "text/csv")));

        assertThat(result).isInstanceOf(DeliveryResult.Retry.class);
        assertThat(api.methods()).isEmpty();
    }

    /** As the host does: what has to wait comes back when it is time. */
    private void deliverPatiently(FakeDelivery delivery) {
        for (int i = 0; i < 20; i++) {
            DeliveryResult result = connector.deliver(delivery);
            if (!(result instanceof DeliveryResult.Later later)) {
                assertThat(result).isInstanceOf(DeliveryResult.Delivered.class);
                return;
            }
            connector.context.clock().set(connector.context.clock().instant().plus(later.after()));
        }
        throw new AssertionError("never delivered");
    }
}
