package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;
import dev.kheish.testkit.FakeAttachment;
import dev.kheish.testkit.FakeDelivery;
import dev.kheish.testkit.FakeEgress;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is posted, in which order, and what is remembered of it. */
final class DeliveryTest {
    private static final String CHANNEL =
            "{\"connector\":\"support\",\"team_id\":\"T1\",\"channel_id\":\"C1\"}";
    private static final String THREAD =
            "{\"connector\":\"support\",\"team_id\":\"T1\",\"channel_id\":\"C1\","
                    + "\"thread_ts\":\"1.1\"}";

    private final TestConnector connector = TestConnector.usual();
    private final FakeApi slack = new FakeApi();

    DeliveryTest() {
        connector.context.egress().answering(slack);
    }

    @Test
    void postsATextToItsThread() {
        DeliveryResult result = connector.deliver(to(THREAD, "Done & <dusted>").id("delivery-1"));

        FakeApi.Call call = slack.calls().getFirst();
        assertThat(call.request().url()).isEqualTo("https://slack.com/api/chat.postMessage");
        assertThat(call.request().method()).isEqualTo("POST");
        assertThat(call.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(call.header("Authorization")).isEqualTo("Bearer xoxb-general");
        assertThat(call.request().trustedOrigin()).contains("https://slack.com:443");
        assertThat(call.json())
                .hasToString(
                        "{\"channel\":\"C1\",\"text\":\"Done &amp; &lt;dusted&gt;\","
                                + "\"thread_ts\":\"1.1\",\"client_msg_id\":\""
                                + Plan.messageId("delivery-1", step("content"))
                                + "\"}");
        assertThat(result).isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(((DeliveryResult.Delivered) result).evidence().providerId())
                .contains("1750000000.000001");
    }

    @Test
    void messageIdsAgreeWithThePublishedVector() {
        assertThat(Plan.messageId("delivery-1", step("anchor")))
                .isEqualTo("2d23fe16-f5d4-4c73-8563-34b002de4a82");
    }

    @Test
    void postsToAnotherBaseAndTrustsNoOtherOrigin() {
        TestConnector other =
                TestConnector.usual().set("api_base_url", "http://127.0.0.1:8080/slack/api//");
        other.context.egress().answering(200, "{\"ok\":true,\"ts\":\"1.1\"}", Map.of());

        other.deliver(to(THREAD, "x"));

        var request = other.context.egress().sent().getFirst();
        assertThat(request.url()).isEqualTo("http://127.0.0.1:8080/slack/api/chat.postMessage");
        assertThat(request.trustedOrigin()).contains("http://127.0.0.1:8080");
        assertThat(request.allowsPrivateNetwork()).isFalse();
    }

    @Test
    void takesTheTokenOfTheWorkspace() {
        connector.teamToken("T1", "xoxb-one");

        connector.deliver(to(THREAD, "x"));

        assertThat(slack.calls().getFirst().header("Authorization")).isEqualTo("Bearer xoxb-one");
    }

    @Test
    void postsEachTextPartAndLeavesBlankOnesOut() {
        connector.deliver(to(THREAD, "all").part("one").part(" \n").part("two"));

        assertThat(slack.calls().stream().map(call -> call.json().getString("text")))
                .containsExactly("one", "two");
        assertThat(ids(slack))
                .containsExactly(
                        Plan.messageId("dlv_1", step("text:0")),
                        Plan.messageId("dlv_1", step("text:2")));
    }

    @Test
    void theFirstMessageMakesAThreadOfWhatFollows() {
        connector.deliver(to(CHANNEL, "all").part("one").part("two").part("three"));

        assertThat(slack.calls().stream().map(call -> call.json().getString("thread_ts", "-")))
                .containsExactly("-", "1750000000.000001", "1750000000.000001");
    }

    @Test
    void splitsLongTextsAndKeepsThemTogether() {
        String text = "a".repeat(3000) + "\n\n" + "b".repeat(3000);

        connector.deliver(to(CHANNEL, text));

        assertThat(slack.calls().stream().map(call -> call.json().getString("text")))
                .containsExactly("a".repeat(3000), "b".repeat(3000));
        assertThat(ids(slack))
                .containsExactly(
                        Plan.messageId("dlv_1", step("content")),
                        Plan.messageId("dlv_1", step("content:chunk:1")));
        assertThat(slack.calls().getLast().json().getString("thread_ts"))
                .isEqualTo("1750000000.000001");
    }

    @Test
    void uploadsAFileInThreeSteps() {
        connector.deliver(to(THREAD, "").part(csv("ast_1", "a b&c.csv", "1,2")));

        assertThat(slack.methods())
                .containsExactly(
                        "files.getUploadURLExternal", "upload", "files.completeUploadExternal");
        FakeApi.Call ask = slack.calls().get(0);
        assertThat(ask.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(ask.header("Authorization")).isEqualTo("Bearer xoxb-general");
        assertThat(ask.form()).isEqualTo(Map.of("filename", "a b&c.csv", "length", "3"));
        FakeApi.Call bytes = slack.calls().get(1);
        assertThat(bytes.header("Authorization")).isEmpty();
        assertThat(bytes.header("Content-Type")).isEqualTo("text/csv");
        assertThat(bytes.text()).isEqualTo("1,2");
        FakeApi.Call complete = slack.calls().get(2);
        assertThat(complete.header("Authorization")).isEqualTo("Bearer xoxb-general");
        assertThat(complete.form())
                .isEqualTo(
                        Map.of(
                                "files",
                                "[{\"id\":\"F1\",\"title\":\"a b&c.csv\"}]",
                                "channel_id",
                                "C1",
                                "thread_ts",
                                "1.1"));
    }

    /** A route without a thread whose first visible part is a file: parts, then what happens. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "file,text:one,text:two|content|post:anchor:one,file,post:text:2:two",
                "text: ,file,text: one |content|post:anchor:one,file",
                "file|content|post:anchor:content,file",
                "file| |file",
                "text:one,file|content|post:text:0:one,file"
            })
    void aTextGoesAheadOfFilesThatHaveNoThread(String parts, String content, String expected) {
        FakeDelivery delivery = to(CHANNEL, content == null ? " " : content);
        for (String part : parts.split(",")) {
            if (part.equals("file")) {
                delivery.part(csv("ast_1", "a.csv", "x"));
            } else {
                delivery.part(part.substring("text:".length()));
            }
        }

        connector.deliver(delivery);

        List<String> done =
                slack.calls().stream()
                        .filter(call -> !call.method().equals("files.getUploadURLExternal"))
                        .filter(call -> !call.method().equals(FakeApi.UPLOAD))
                        .map(
                                call ->
                                        call.method().equals("chat.postMessage")
                                                ? "post:" + call.json().getString("text")
                                                : "file")
                        .toList();
        List<String> wanted =
                List.of(expected.split(",")).stream()
                        .map(
                                step ->
                                        step.startsWith("post:")
                                                ? "post:"
                                                        + step.substring(step.lastIndexOf(':') + 1)
                                                : step)
                        .toList();
        assertThat(done).isEqualTo(wanted);
        List<String> keys =
                List.of(expected.split(",")).stream()
                        .filter(step -> step.startsWith("post:"))
                        .map(step -> step.substring("post:".length(), step.lastIndexOf(':')))
                        .map(key -> Plan.messageId("dlv_1", step(key)))
                        .toList();
        assertThat(ids(slack)).isEqualTo(keys);
    }

    @Test
    void withoutAnythingToSayItSaysSo() {
        DeliveryResult result =
                connector.deliver(to(THREAD, " ").artifact(csv("ast_1", "a.csv", "x")));

        assertThat(result).isInstanceOf(DeliveryResult.Rejected.class);
        assertThat(slack.calls()).isEmpty();
    }

    @Test
    void artifactsDoNotGoToSlack() {
        connector.deliver(to(THREAD, "x").artifact(csv("ast_1", "a.csv", "x")));

        assertThat(slack.methods()).containsExactly("chat.postMessage");
    }

    @Test
    void anotherAttemptDoesOnlyWhatIsLeft() {
        slack.nextError("chat.postMessage", "internal_error");
        FakeDelivery delivery =
                to(CHANNEL, "all").part("one").part(csv("ast_1", "a.csv", "x")).part("two");
        connector.deliver(delivery);
        slack.nextFailure(FakeApi.UPLOAD, dev.kheish.spi.EgressException.Reason.PROTOCOL);

        DeliveryResult second = connector.deliver(delivery.attempt(2));
        DeliveryResult third = connector.deliver(delivery.attempt(3));
        DeliveryResult fourth = connector.deliver(delivery.attempt(4));

        assertThat(second).isInstanceOf(DeliveryResult.Retry.class);
        assertThat(third).isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(fourth).isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(slack.methods())
                .containsExactly(
                        "chat.postMessage",
                        "chat.postMessage",
                        "files.getUploadURLExternal",
                        "upload",
                        "files.getUploadURLExternal",
                        "upload",
                        "files.completeUploadExternal",
                        "chat.postMessage");
        assertThat(ids(slack).subList(0, 2))
                .as("the same message again")
                .containsOnly(ids(slack).getFirst());
        assertThat(slack.calls().getLast().json().getString("thread_ts"))
                .as("the thread that the second attempt began")
                .isEqualTo("1750000000.000001");
    }

    @Test
    void bytesThatSlackHasAreNotSentAgain() {
        slack.nextError("files.completeUploadExternal", "ratelimited");
        FakeDelivery delivery = to(THREAD, "").part(csv("ast_1", "a.csv", "x"));

        connector.deliver(delivery);
        connector.context.clock().set(connector.context.clock().instant().plusSeconds(2));
        DeliveryResult again = connector.deliver(delivery.attempt(2));

        assertThat(again).isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(slack.calls(FakeApi.UPLOAD)).hasSize(1);
        assertThat(slack.calls("files.completeUploadExternal")).hasSize(2);
    }

    @Test
    void anUploadThatSlackHasLostIsDoneAgain() {
        slack.nextError("files.completeUploadExternal", "file_not_found");
        FakeDelivery delivery = to(THREAD, "").part(csv("ast_1", "a.csv", "x"));

        DeliveryResult first = connector.deliver(delivery);
        DeliveryResult second = connector.deliver(delivery.attempt(2));

        assertThat(first).isInstanceOf(DeliveryResult.Retry.class);
        assertThat(second).isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(slack.calls(FakeApi.UPLOAD)).hasSize(2);
    }

    @Test
    void theAddressOfAnUploadIsNowhere() {
        slack.next(FakeApi.UPLOAD, 500, "no");
        FakeDelivery delivery = to(THREAD, "").part(csv("ast_1", "a.csv", "x"));

        DeliveryResult.Retry result = (DeliveryResult.Retry) connector.deliver(delivery);

        assertThat(result.toString() + result.evidence().answer()).doesNotContain("secret");
        assertThat(delivery.progress().values().toString()).doesNotContain("secret");
        assertThat(delivery.progress().values().get("upload:attachment:0:ast_1"))
                .hasToString(
                        "{\"file_id\":\"F1\",\"uploaded\":false,\"completion_requested\":false,"
                                + "\"completed\":false}");
    }

    @Test
    void theCompletionIsNotedDownBeforeItIsTried() throws Exception {
        FakeDelivery delivery = to(THREAD, "").part(csv("ast_1", "a.csv", "x"));
        slack.next(
                "files.completeUploadExternal",
                _ -> {
                    throw new InterruptedException("the host was killed");
                });

        try {
            connector.open().deliver(delivery);
        } catch (InterruptedException e) {
            assertThat(e).hasMessageContaining("killed");
        }
        DeliveryResult next = connector.deliver(delivery.attempt(2));

        assertThat(next).isInstanceOf(DeliveryResult.Unknown.class);
        assertThat(slack.calls("files.completeUploadExternal")).hasSize(1);
    }

    @Test
    void waitsWithoutAskingWhereSlackAskedToWait() {
        slack.next(
                "chat.postMessage", _ -> FakeEgress.response(429, "", Map.of("Retry-After", "30")));
        connector.deliver(to(THREAD, "one"));

        DeliveryResult sameChannel = connector.deliver(to(CHANNEL, "two").id("dlv_2"));
        DeliveryResult theNext = connector.deliver(to(CHANNEL, "four").id("dlv_4"));
        DeliveryResult otherChannel =
                connector.deliver(to(CHANNEL.replace("C1", "C2"), "three").id("dlv_3"));
        connector.context.clock().set(connector.context.clock().instant().plusSeconds(30));
        DeliveryResult afterwards = connector.deliver(to(THREAD, "one"));

        assertThat(sameChannel).as("behind the one that waits").isEqualTo(later(31));
        assertThat(theNext).as("not at the same moment").isEqualTo(later(32));
        assertThat(otherChannel).isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(afterwards).isInstanceOf(DeliveryResult.Delivered.class);
    }

    @Test
    void aClockThatIsSetBackMakesNoPauseLonger() {
        slack.next(
                "chat.postMessage", _ -> FakeEgress.response(429, "", Map.of("Retry-After", "30")));
        connector.deliver(to(THREAD, "one"));
        connector.context.clock().set(connector.context.clock().instant().minusSeconds(86_400));

        assertThat(connector.deliver(to(THREAD, "two").id("dlv_2")))
                .isInstanceOf(DeliveryResult.Delivered.class);
    }

    /** Slack takes about one message a second for each channel: a long answer meets that often. */
    @Test
    void aLongAnswerThatMeetsTheLimitGoesOnWithoutCostingAttempts() {
        FakeDelivery delivery = to(THREAD, "a".repeat(3000) + "\n\n" + "b".repeat(3000));
        slack.next("chat.postMessage", 200, "{\"ok\":true,\"ts\":\"1.2\"}");
        slack.next(
                "chat.postMessage", _ -> FakeEgress.response(429, "", Map.of("Retry-After", "1")));
        slack.next(
                "chat.postMessage", _ -> FakeEgress.response(429, "", Map.of("Retry-After", "1")));

        DeliveryResult first = connector.deliver(delivery);
        connector.context.clock().set(connector.context.clock().instant().plusSeconds(1));
        DeliveryResult second = connector.deliver(delivery.attempt(1));
        connector.context.clock().set(connector.context.clock().instant().plusSeconds(1));
        DeliveryResult third = connector.deliver(delivery.attempt(2));

        assertThat(first).as("half is there").isInstanceOf(DeliveryResult.Later.class);
        assertThat(second).as("nothing came further").isInstanceOf(DeliveryResult.Retry.class);
        assertThat(third).isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(slack.calls().stream().map(call -> call.json().getString("text").charAt(0)))
                .containsExactly('a', 'b', 'b', 'b');
    }

    @Test
    void aFileWaitsForRoomInMemoryWhichCostsNoAttempt_aTextDoesNot() {
        connector.context.fileRoom().fill();

        DeliveryResult file = connector.deliver(to(THREAD, "").part(csv("ast_1", "a.csv", "1,2")));

        assertThat(file).isInstanceOf(DeliveryResult.Later.class);
        assertThat(slack.methods()).isEmpty();
        assertThat(connector.deliver(to(THREAD, "text")))
                .isInstanceOf(DeliveryResult.Delivered.class);
    }

    @Test
    void theRoomOfAFileIsFreeAgainWhateverCameOfIt() {
        slack.nextError("files.getUploadURLExternal", "invalid_auth");

        connector.deliver(to(THREAD, "").part(csv("ast_1", "a.csv", "1,2")));

        assertThat(connector.context.fileRoom().most()).isEqualTo(3);
        assertThat(connector.context.fileRoom().held()).isZero();
    }

    @Test
    void anEmptyFileIsExplained() {
        slack.nextError("files.getUploadURLExternal", "missing_argument");

        DeliveryResult result = connector.deliver(to(THREAD, "").part(csv("ast_1", "a.csv", "")));

        assertThat(((DeliveryResult.Rejected) result).reason()).contains("no empty files");
    }

    @ParameterizedTest
    @CsvSource({"allowed_channel_ids, C9", "allowed_team_ids, T9", "allowed_enterprise_ids, E9"})
    void postsOnlyWhereTheListsAllow(String list, String allowed) {
        connector.set(list, List.of(allowed));

        DeliveryResult result = connector.deliver(to(THREAD, "x"));

        assertThat(result).isInstanceOf(DeliveryResult.Rejected.class);
        assertThat(((DeliveryResult.Rejected) result).reason()).contains(list);
        assertThat(((DeliveryResult.Rejected) result).evidence()).isEqualTo(Evidence.none());
        assertThat(connector.open().check(connector.target(THREAD)).orElseThrow()).contains(list);
        assertThat(slack.calls()).isEmpty();
    }

    @Test
    void waitsForATokenThatIsMissing() {
        connector.context.forget("bot_token");

        DeliveryResult result = connector.deliver(to(THREAD, "x"));

        assertThat(result).isInstanceOf(DeliveryResult.Later.class);
        assertThat(((DeliveryResult.Later) result).reason()).contains("team_bot_tokens");
    }

    @Test
    void saysBeforehandWhereNoTokenIsForTheWorkspace() {
        TestConnector poor =
                TestConnector.usual().set("bot_token", false).teamToken("T2", "xoxb-two");

        assertThat(poor.open().check(poor.target(THREAD)).orElseThrow()).contains("bot_token");
        assertThat(poor.open().check(poor.target(THREAD.replace("T1", "T2")))).isEmpty();
    }

    @Test
    void mentionsOfEverybodyPassWhereAllowed() {
        TestConnector loud = TestConnector.usual().set("allow_broadcast_mentions", true);
        FakeApi api = new FakeApi();
        loud.context.egress().answering(api);
        String text = "<!channel> <!here|here> <!everyone> <!subteam^S1> <@U1> a<b";

        loud.deliver(to(THREAD, text));
        connector.deliver(to(THREAD, text));

        assertThat(api.calls().getFirst().json().getString("text"))
                .isEqualTo(
                        "<!channel> <!here|here> <!everyone> &lt;!subteam^S1&gt; &lt;@U1&gt;"
                                + " a&lt;b");
        assertThat(slack.calls().getFirst().json().getString("text")).doesNotContain("<");
    }

    private FakeDelivery to(String address, String content) {
        return new FakeDelivery(connector.target(address), content);
    }

    private static DeliveryResult later(int seconds) {
        return DeliveryResult.later(Duration.ofSeconds(seconds), "Slack asked to wait.");
    }

    private static FakeAttachment csv(String id, String name, String content) {
        return new FakeAttachment(id, Optional.of(name), content);
    }

    private static Plan.Step step(String key) {
        return new Plan.Step.Post(key, "");
    }

    private static List<String> ids(FakeApi slack) {
        return slack.calls("chat.postMessage").stream()
                .map(call -> call.json().getString("client_msg_id"))
                .toList();
    }
}
