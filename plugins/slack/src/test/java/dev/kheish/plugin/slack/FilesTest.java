package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.FetchException;
import dev.kheish.spi.FileRef;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.InputItem;
import dev.kheish.testkit.FakeEgress;
import dev.kheish.testkit.FakeSink;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Files of messages: what is noted down at once, and how they are got afterwards. */
final class FilesTest {
    private static final String PRIVATE = "https://files.slack.com/files-pri/T1-F1/a.png";
    private static final int LIMIT = 1000;

    @Test
    void aFileIsAReferenceWithoutTokenOrRights() {
        InboundEvent event =
                TestConnector.usual()
                        .eventOf(
                                files(
                                        file(
                                                "\"url_private_download\":\""
                                                        + PRIVATE
                                                        + "?t=xoxe-secret&origin_team=T2&x=1#f\"")));

        FileRef file = event.files().getFirst();
        assertThat(file.name()).isEqualTo("a.png");
        assertThat(file.locator())
                .hasToString(
                        "{\"file_id\":\"F1\",\"url\":\""
                                + PRIVATE
                                + "?origin_team=T2\",\"media_type\":\"image/png\","
                                + "\"team_id\":\"T1\",\"size\":12}");
        assertThat(event.items()).hasSize(1);
    }

    @Test
    void theNameIsTheIdWhereThereIsNone() {
        String body = files("{\"id\":\"F1\",\"url_private\":\"" + PRIVATE + "\",\"name\":\" \"}");

        assertThat(TestConnector.usual().eventOf(body).files().getFirst().name()).isEqualTo("F1");
    }

    @Test
    void aMessageMayBeNothingButFiles() {
        String body = files(file("\"url_private\":\"" + PRIVATE + "\"")).replace("\"hi\"", "\"\"");

        InboundEvent event = TestConnector.usual().eventOf(body);

        assertThat(event.items()).isEmpty();
        assertThat(event.files()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example/a.png, https://evil.example:443",
        "http://files.slack.com/a.png, http://files.slack.com:80",
        "https://files.slack.com:8443/a.png, https://files.slack.com:8443",
        "https://files.slack.com.evil.example/a.png, allowed_file_hosts",
        "https://user@files.slack.com/a.png, no usable URL",
        "https://docs.google.com/d/1, docs.google.com",
        "ftp://files.slack.com/a, no usable URL",
        "nonsense, no usable URL"
    })
    void aForeignHostGetsNoTokenAndLeavesANote(String url, String why) {
        TestConnector connector = TestConnector.usual();

        InboundEvent event = connector.eventOf(files(file("\"url_private\":\"" + url + "\"")));

        assertThat(event.files()).isEmpty();
        assertThat(event.items().getFirst().text()).isEqualTo("hi");
        assertThat(note(event)).startsWith("[The file 'a.png' is missing: ").contains(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://files.slack.com/a",
                "https://files.slack.com:443/a",
                "https://FILES.slack-edge.com/a",
                "https://slack-files.com/a"
            })
    void slacksOwnHostsAreTheDefault(String url) {
        assertThat(
                        TestConnector.usual()
                                .eventOf(files(file("\"url_private\":\"" + url + "\"")))
                                .files())
                .hasSize(1);
    }

    @Test
    void theApisOwnOriginIsOneOfThemPortIncluded() {
        TestConnector connector =
                TestConnector.usual().set("api_base_url", "http://127.0.0.1:8080/api");

        assertThat(connector.eventOf(files(at("http://127.0.0.1:8080/f"))).files()).hasSize(1);
        assertThat(connector.eventOf(files(at("http://127.0.0.1:8081/f"))).files()).isEmpty();
        assertThat(connector.eventOf(files(at("https://127.0.0.1:8080/f"))).files()).isEmpty();
    }

    @Test
    void aListOfHostsReplacesTheDefault() {
        TestConnector connector =
                TestConnector.usual()
                        .set(
                                "allowed_file_hosts",
                                List.of("cdn.example.com", "b.example.com:8443"));

        assertThat(connector.eventOf(files(at("https://cdn.example.com/f"))).files()).hasSize(1);
        assertThat(connector.eventOf(files(at("https://b.example.com:8443/f"))).files()).hasSize(1);
        assertThat(note(connector.eventOf(files(at("https://b.example.com/f")))))
                .contains("is not among allowed_file_hosts");
        assertThat(connector.eventOf(files(at(PRIVATE))).files()).isEmpty();
        assertThat(connector.eventOf(files(at("http://cdn.example.com/f"))).files()).isEmpty();
    }

    @Test
    void filesNeedASignatureAndAToken() {
        TestConnector open = TestConnector.unauthenticated();
        TestConnector poor =
                TestConnector.usual().set("bot_token", false).teamToken("T2", "xoxb-two");

        assertThat(note(open.eventOf(files(at(PRIVATE))))).contains("signing_secret");
        assertThat(note(poor.eventOf(files(at(PRIVATE))))).contains("no bot token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|[The file is missing: it has neither name nor id]",
                "{\"name\":\"a\"}|[The file 'a' is missing: Slack gave no address for it]"
            })
    void whatCannotBeFetchedLeavesANote(String file, String note) {
        assertThat(note(TestConnector.usual().eventOf(files(file)))).isEqualTo(note);
    }

    @Test
    void ofManyFilesTheFirstEightAreTaken() {
        String many =
                IntStream.range(0, 11).mapToObj(_ -> at(PRIVATE)).collect(Collectors.joining(","));

        InboundEvent event = TestConnector.usual().eventOf(files(many));

        assertThat(event.files()).hasSize(8);
        assertThat(note(event)).isEqualTo("[3 more files are left out: 8 are taken]");
    }

    @Test
    void fetchesWithTheTokenOfTheWorkspace() throws Exception {
        TestConnector connector = TestConnector.usual().teamToken("T1", "xoxb-one");
        connector.context.egress().answering(200, "bytes", Map.of("Content-Type", "image/x-other"));

        FakeSink sink = fetch(connector, at(PRIVATE));

        EgressRequest request = connector.context.egress().sent().getFirst();
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.url()).isEqualTo(PRIVATE);
        assertThat(request.headers())
                .containsExactly(Map.entry("Authorization", "Bearer xoxb-one"));
        assertThat(request.responseLimit()).isEqualTo(LIMIT);
        assertThat(request.trustedOrigin()).contains("https://slack.com:443");
        assertThat(sink.mediaType()).isEqualTo("image/png");
        assertThat(sink.content()).asString().isEqualTo("bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "Text/Plain; charset=utf-8, text/plain",
        "'', application/octet-stream",
        "text/html, text/html"
    })
    void theTypeIsThatOfTheAnswerWhereSlackDeclaredNone(String sent, String type) throws Exception {
        TestConnector connector = TestConnector.usual();
        connector.context.egress().answering(200, "x", Map.of("Content-Type", sent));

        FakeSink sink = fetch(connector, "{\"id\":\"F1\",\"url_private\":\"" + PRIVATE + "\"}");

        assertThat(sink.mediaType()).isEqualTo(type);
    }

    @Test
    void asksForTheAddressWhereTheMessageDoesNotTell() throws Exception {
        TestConnector connector = TestConnector.usual();
        connector
                .context
                .egress()
                .answering(
                        request ->
                                request.url().endsWith("/files.info")
                                        ? FakeEgress.response(
                                                200,
                                                "{\"ok\":true,\"file\":{\"id\":\"F1\",\"mimetype\":"
                                                        + "\"text/csv\",\"url_private\":\""
                                                        + PRIVATE
                                                        + "\"}}",
                                                Map.of())
                                        : FakeEgress.response(200, "1,2", Map.of()));

        FakeSink sink =
                fetch(
                        connector,
                        "{\"id\":\"F1\",\"mode\":\"file_access\",\"file_access\":\"check_file_info\"}");

        EgressRequest asked = connector.context.egress().sent().getFirst();
        assertThat(asked.url()).isEqualTo("https://slack.com/api/files.info");
        assertThat(asked.body()).asString().isEqualTo("file=F1");
        assertThat(sink.content()).asString().isEqualTo("1,2");
        assertThat(sink.mediaType()).isEqualTo("text/csv");
    }

    @Test
    void asksNoForeignHostThatSlackNamesLater() {
        TestConnector connector = TestConnector.usual();
        connector
                .context
                .egress()
                .answering(
                        200,
                        "{\"ok\":true,\"file\":{\"id\":\"F1\",\"url_private\":\"https://evil.example/\"}}",
                        Map.of());

        assertThatThrownBy(() -> fetch(connector, "{\"id\":\"F1\"}"))
                .hasMessageContaining("evil.example");
        assertThat(connector.context.egress().sent()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "200, text/html; charset=utf-8, true, files:read",
        "302, '', true, files:read",
        "401, '', true, files:read",
        "403, '', true, files:read",
        "404, '', true, HTTP 404",
        "410, '', true, HTTP 410",
        "408, '', false, HTTP 408",
        "425, '', false, HTTP 425",
        "429, '', false, HTTP 429",
        "500, '', false, HTTP 500",
        "503, '', false, HTTP 503"
    })
    void saysWhetherAnotherTryMayHelp(int status, String type, boolean permanent, String why) {
        TestConnector connector = TestConnector.usual();
        connector.context.egress().answering(status, "<html>", Map.of("Content-Type", type));

        assertThatThrownBy(() -> fetch(connector, at(PRIVATE)))
                .isInstanceOfSatisfying(
                        FetchException.class,
                        e -> {
                            assertThat(e.isPermanent()).isEqualTo(permanent);
                            assertThat(e.getMessage()).contains(why);
                        });
    }

    @ParameterizedTest
    @EnumSource(EgressException.Reason.class)
    void saysWhetherAnotherTryMayHelpWithoutAnAnswer(EgressException.Reason reason) {
        TestConnector connector = TestConnector.usual();
        connector.context.egress().failing(reason);
        boolean permanent =
                switch (reason) {
                    case TOO_LARGE, INVALID_URL, BLOCKED_ADDRESS -> true;
                    default -> false;
                };

        assertThatThrownBy(() -> fetch(connector, at(PRIVATE)))
                .isInstanceOfSatisfying(
                        FetchException.class,
                        e -> assertThat(e.isPermanent()).isEqualTo(permanent));
    }

    @ParameterizedTest
    @CsvSource({
        "missing_scope, true, degraded",
        "invalid_auth, true, failing",
        "file_not_found, true, ok",
        "never_heard_of, true, ok",
        "internal_error, false, ok",
        "ratelimited, false, ok"
    })
    void saysWhetherAnotherTryMayHelpWhenSlackRefusesToTell(
            String error, boolean permanent, String health) {
        TestConnector connector = TestConnector.usual();
        connector
                .context
                .egress()
                .answering(200, "{\"ok\":false,\"error\":\"" + error + "\"}", Map.of());

        assertThatThrownBy(() -> fetch(connector, "{\"id\":\"F1\"}"))
                .isInstanceOfSatisfying(
                        FetchException.class,
                        e -> assertThat(e.isPermanent()).isEqualTo(permanent));
        assertThat(connector.open().status().health().name()).isEqualToIgnoringCase(health);
    }

    @Test
    void aFileThatComesAgainClearsWhatWasWrong() throws Exception {
        TestConnector connector = TestConnector.usual();
        connector.context.egress().answering(403, "", Map.of());
        assertThatThrownBy(() -> fetch(connector, at(PRIVATE))).hasMessageContaining("files:read");
        String bad = connector.open().status().reason();
        connector.context.egress().answering(200, "bytes", Map.of("Content-Type", "image/png"));

        fetch(connector, at(PRIVATE));

        assertThat(bad).contains("files:read");
        assertThat(connector.open().status().health().name()).isEqualTo("OK");
    }

    @Test
    void aTokenThatNoHeaderCanCarryFetchesNothing() {
        TestConnector connector = TestConnector.usual();
        connector.context.secret("bot_token", "xoxb-a\nb");

        assertThatThrownBy(() -> fetch(connector, at(PRIVATE)))
                .hasMessageContaining("bot_token")
                .hasMessageNotContaining("xoxb");
        assertThat(connector.context.egress().sent()).isEmpty();
    }

    @Test
    void asksNotForWhatIsTooLargeByItsOwnWord() {
        TestConnector connector = TestConnector.usual();
        String large = at(PRIVATE).replace("\"size\":12", "\"size\":1001");

        assertThatThrownBy(() -> fetch(connector, large))
                .hasMessage("it is larger than 1000 bytes");
        assertThat(connector.context.egress().sent()).isEmpty();
    }

    @Test
    void anEmptyFileIsNone() {
        TestConnector connector = TestConnector.usual();

        assertThatThrownBy(() -> fetch(connector, at(PRIVATE))).hasMessage("it is empty");
    }

    private static FakeSink fetch(TestConnector connector, String file) throws Exception {
        FileRef reference = connector.eventOf(files(file)).files().getFirst();
        FakeSink sink = new FakeSink(LIMIT);
        connector.open().fetch(reference, sink);
        return sink;
    }

    private static String note(InboundEvent event) {
        List<InputItem> items = event.items();
        assertThat(items).hasSize(2);
        return items.getLast().text();
    }

    private static String files(String list) {
        return Posts.message("\"subtype\":\"file_share\",\"files\":[" + list + "]");
    }

    private static String at(String url) {
        return file("\"url_private\":\"" + url + "\"");
    }

    private static String file(String more) {
        return "{\"id\":\"F1\",\"name\":\"a.png\",\"mimetype\":\"image/png\",\"size\":12,%s}"
                .formatted(more);
    }
}
