package dev.kheish.plugin.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.FetchException;
import dev.kheish.spi.FileRef;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.InputItem;
import dev.kheish.testkit.FakeEgress;
import dev.kheish.testkit.FakeSink;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Files of messages: which there are, and how they are fetched after the commit. */
final class FilesTest {
    private final TestConnector connector = TestConnector.usual();
    private final FakeBotApi api = connector.api;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"document\":{\"file_id\":\"D\",\"file_name\":\"a.pdf\",\"mime_type\":\"application/pdf\"}|a.pdf|application/pdf",
                "\"document\":{\"file_id\":\"D\"}|telegram-document.bin|",
                "\"document\":{\"file_id\":\"D\",\"file_name\":\" \",\"mime_type\":\"\"}|telegram-document.bin|",
                "\"voice\":{\"file_id\":\"V\",\"mime_type\":\"audio/ogg\"}|telegram-voice-V.ogg|audio/ogg",
                "\"voice\":{\"file_id\":\"V\"}|telegram-voice-V.ogg|audio/ogg",
                "\"audio\":{\"file_id\":\"A\",\"file_name\":\"s.m4a\",\"mime_type\":\"audio/mp4\"}|s.m4a|audio/mp4",
                "\"audio\":{\"file_id\":\"A\"}|telegram-audio-A.mp3|audio/mpeg",
                "\"video\":{\"file_id\":\"W\"}|telegram-video-W.mp4|video/mp4",
                "\"video_note\":{\"file_id\":\"N\"}|telegram-video-note-N.mp4|video/mp4",
                "\"animation\":{\"file_id\":\"G\"},\"document\":{\"file_id\":\"G\"}|telegram-animation-G.mp4|video/mp4",
                "\"sticker\":{\"file_id\":\"S\",\"is_animated\":false,\"is_video\":false}|telegram-sticker-S.webp|image/webp",
                "\"sticker\":{\"file_id\":\"S\",\"is_animated\":true,\"is_video\":false}|telegram-sticker-S.tgs|application/x-tgsticker",
                "\"sticker\":{\"file_id\":\"S\",\"is_animated\":false,\"is_video\":true}|telegram-sticker-S.webm|video/webm",
                "\"photo\":[{\"file_id\":\"P\",\"width\":1,\"height\":1}]|telegram-photo-P.jpg|image/jpeg"
            })
    @DisplayName(
            "document, photo, voice, audio, video, animation, sticker: a file with name and type")
    void sorts(String members, String name, String type) {
        InboundEvent event = connector.eventOf(Updates.message(members));

        assertThat(event.files()).hasSize(1);
        FileRef file = event.files().getFirst();
        assertThat(file.name()).isEqualTo(name);
        assertThat(file.locator().getString("media_type", null)).isEqualTo(type);
        assertThat(file.locator().toString()).doesNotContain(TestConnector.TOKEN, "http");
        assertThat(event.items()).isEmpty();
    }

    @Test
    @DisplayName("nothing is asked for before the commit")
    void afterwards() {
        connector.eventOf(Updates.message("\"voice\":{\"file_id\":\"V\",\"file_size\":7}"));

        assertThat(api.methods()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"file_id\":\"a\",\"file_size\":10,\"width\":9,\"height\":9},{\"file_id\":\"b\",\"file_size\":20,\"width\":1,\"height\":1}|b",
                "{\"file_id\":\"a\",\"width\":9,\"height\":9},{\"file_id\":\"b\",\"width\":10,\"height\":10}|b",
                "{\"file_id\":\"a\",\"file_size\":1000,\"width\":1,\"height\":1},{\"file_id\":\"b\",\"width\":9,\"height\":9}|b"
            })
    @DisplayName("photo: the largest, by one measure for all sizes")
    void largestPhoto(String sizes, String taken) {
        assertThat(
                        connector
                                .eventOf(Updates.message("\"photo\":[" + sizes + "]"))
                                .files()
                                .getFirst()
                                .locator()
                                .getString("file_id"))
                .isEqualTo(taken);
    }

    @Test
    @DisplayName("document, then photo; text first")
    void order() {
        InboundEvent event =
                connector.eventOf(
                        Updates.message(
                                "\"caption\":\"see\",\"photo\":[{\"file_id\":\"P\",\"width\":1,\"height\":1}],\"document\":{\"file_id\":\"D\"}"));

        assertThat(event.files().stream().map(file -> file.locator().getString("file_id")))
                .containsExactly("D", "P");
        assertThat(event.items().stream().map(InputItem::text)).containsExactly("see");
    }

    @Test
    @DisplayName("without a token: the message is taken, with a note")
    void noToken() {
        InboundEvent event =
                TestConnector.bare().eventOf(Updates.message("\"voice\":{\"file_id\":\"V\"}"));

        assertThat(event.files()).isEmpty();
        assertThat(event.items().getFirst().text())
                .isEqualTo(
                        "[The file 'telegram-voice-V.ogg' is missing: the connector has no bot_token]");
    }

    @Test
    @DisplayName("fetch: getFile {file_id}, then the file's URL")
    void fetch() throws Exception {
        FakeSink sink = fetch("\"document\":{\"file_id\":\"D\",\"mime_type\":\"Text/CSV\"}");

        assertThat(api.calls("getFile").getFirst().json().toString())
                .isEqualTo("{\"file_id\":\"D\"}");
        assertThat(api.calls("file").getFirst().request().url())
                .isEqualTo("https://api.telegram.org/file/bot4242:t0ken/documents/file_1.bin");
        assertThat(sink.content()).isEqualTo("bytes".getBytes(StandardCharsets.UTF_8));
        assertThat(sink.mediaType()).isEqualTo("text/csv");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {"~~, 1000", "~,\"file_size\":700~, 700"})
    @DisplayName("fetch: room in memory for the declared size, else for the largest file")
    void memory(String size, long room) throws Exception {
        fetch("\"document\":{\"file_id\":\"D\"" + size + "}");

        assertThat(connector.context.fileRoom().most()).isEqualTo(room);
        assertThat(connector.context.fileRoom().held()).isZero();
    }

    @Test
    @DisplayName("fetch: type of the answer where none is declared")
    void typeOfAnswer() throws Exception {
        api.next(
                "file",
                _ ->
                        FakeEgress.response(
                                200, "x", Map.of("Content-Type", "text/Plain; charset=utf-8")));

        assertThat(fetch("\"document\":{\"file_id\":\"D\"}").mediaType()).isEqualTo("text/plain");
    }

    @Test
    @DisplayName("fetch: declared size is looked at before anything is asked")
    void sizeFirst() {
        FetchException e = failure("\"document\":{\"file_id\":\"D\",\"file_size\":1001}");

        assertThat(e.isPermanent()).isTrue();
        assertThat(e).hasMessageContaining("1000 bytes");
        assertThat(api.methods()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400, Bad Request: file is too big, true",
        "400, Bad Request: invalid file_id, true",
        "403, Forbidden, true",
        "401, Unauthorized, false",
        "404, Not Found, false",
        "429, Too Many Requests, false",
        "500, Internal Server Error, false"
    })
    @DisplayName("getFile fails: permanent where another try would not help")
    void getFileFails(int code, String description, boolean permanent) {
        api.nextError("getFile", code, description);

        assertThat(failure("\"document\":{\"file_id\":\"D\"}").isPermanent()).isEqualTo(permanent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"file_path\":\"\"}",
                "{\"file_path\":\"../../x\"}",
                "{\"file_path\":\"/a/./b\"}"
            })
    @DisplayName("getFile without a usable path: permanent")
    void noPath(String result) {
        api.nextOk("getFile", result);

        assertThat(failure("\"document\":{\"file_id\":\"D\"}").isPermanent()).isTrue();
        assertThat(api.methods()).containsExactly("getFile");
    }

    @ParameterizedTest
    @CsvSource({
        "302, true",
        "404, true",
        "403, true",
        "500, false",
        "503, false",
        "429, false",
        "408, false"
    })
    @DisplayName("download fails: only 2xx is the file")
    void downloadFails(int status, boolean permanent) {
        api.next("file", status, "not the file");

        assertThat(failure("\"document\":{\"file_id\":\"D\"}").isPermanent()).isEqualTo(permanent);
    }

    @ParameterizedTest
    @EnumSource(EgressException.Reason.class)
    @DisplayName("download without an answer")
    void noAnswer(EgressException.Reason reason) {
        api.nextFailure("file", reason);

        FetchException e = failure("\"document\":{\"file_id\":\"D\"}");

        assertThat(e.isPermanent())
                .isEqualTo(
                        switch (reason) {
                            case TOO_LARGE, INVALID_URL, BLOCKED_ADDRESS -> true;
                            default -> false;
                        });
        assertThat(e.getMessage()).doesNotContain(TestConnector.TOKEN);
    }

    @Test
    @DisplayName("a refused token shows, and the file is tried again")
    void badToken() {
        api.nextError("getFile", 401, "Unauthorized");

        failure("\"document\":{\"file_id\":\"D\"}");

        assertThat(connector.open().status().reason()).contains("BotFather");
    }

    private FakeSink fetch(String members) throws FetchException, InterruptedException {
        FakeSink sink = new FakeSink(1000);
        FileRef file = connector.eventOf(Updates.message(members)).files().getFirst();
        connector.open().fetch(file, sink);
        return sink;
    }

    private FetchException failure(String members) {
        return catchThrowableOfType(FetchException.class, () -> fetch(members));
    }
}
