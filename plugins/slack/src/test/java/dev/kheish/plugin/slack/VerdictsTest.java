package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.ConnectorStatus;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.Evidence;
import dev.kheish.testkit.FakeAttachment;
import dev.kheish.testkit.FakeDelivery;
import dev.kheish.testkit.FakeEgress;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What each answer of the Web API means for a delivery, and for the connector. */
final class VerdictsTest {
    private static final String ADDRESS =
            "{\"connector\":\"support\",\"team_id\":\"T1\",\"channel_id\":\"C1\","
                    + "\"thread_ts\":\"1.1\"}";
    private static final String POST = "chat.postMessage";
    private static final String COMPLETE = "files.completeUploadExternal";

    private final TestConnector connector = TestConnector.usual();
    private final FakeApi slack = new FakeApi();

    VerdictsTest() {
        connector.context.egress().answering(slack);
    }

    @ParameterizedTest
    @ValueSource(strings = {POST, "files.getUploadURLExternal", FakeApi.UPLOAD, COMPLETE})
    void http429WaitsAsLongAsAsked(String method) {
        slack.next(method, _ -> FakeEgress.response(429, "", Map.of("Retry-After", "7")));

        assertThat(retry(deliver(method)).after()).contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|1000",
                "soon|1000",
                "0|1",
                "99999|3600000",
                "99999999999999999999|3600000",
                "-5|1000",
                "1e3|1000",
                "2.5|1000",
                "Sun, 15 Jun 2025 15:06:30 GMT|1",
                "Tue, 01 Jan 2999 00:00:00 GMT|3600000",
                "Sun, 15 Jun 2025 15:06:50 GMT|10000"
            })
    void aPauseIsReadInAllItsForms(String header, long millis) {
        slack.next(POST, _ -> FakeEgress.response(429, "", Map.of("Retry-After", header)));

        assertThat(retry(deliver(POST)).after()).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({
        "chat.postMessage, ratelimited",
        "chat.postMessage, rate_limited",
        "files.getUploadURLExternal, ratelimited",
        "files.completeUploadExternal, ratelimited"
    })
    void ratelimitedWaitsASecond(String method, String error) {
        slack.nextError(method, error);

        assertThat(retry(deliver(method)).after()).contains(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "account_inactive",
                "invalid_auth",
                "not_allowed_token_type",
                "not_authed",
                "token_expired",
                "token_revoked"
            })
    void aBadTokenEndsTheDeliveryAndFailsTheConnector(String error) {
        for (String method : new String[] {POST, "files.getUploadURLExternal", COMPLETE}) {
            slack.nextError(method, error);

            DeliveryResult.Rejected result = rejected(deliver(method));

            assertThat(result.reason()).contains(error, method, "bot_token");
            ConnectorStatus status = connector.open().status();
            assertThat(status.health()).isEqualTo(ConnectorStatus.Health.FAILING);
            assertThat(status.reason()).contains(error, method, "bot_token", "OAuth & Permissions");
            connector.open().secretsChanged(Set.of("bot_token"));
            assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "missing_scope", "team_access_not_granted", "accesslimited",
                "two_factor_setup_required", "enterprise_is_restricted", "messages_tab_disabled",
                "method_deprecated", "deprecated_endpoint", "unknown_method",
                "file_uploads_disabled", "storage_limit_reached"
            })
    void aMissingRightEndsTheDeliveryAndShows(String error) {
        slack.nextError(POST, error);

        DeliveryResult.Rejected result = rejected(deliver(POST));

        assertThat(result.evidence().answer().orElseThrow()).contains(error);
        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.DEGRADED);
        assertThat(connector.open().status().details().getJsonObject("errors").toString())
                .contains(error);
        deliver(POST);
        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
    }

    @Test
    void aMissingScopeIsNamed() {
        slack.next(
                POST,
                200,
                "{\"ok\":false,\"error\":\"missing_scope\",\"needed\":\"chat:write\",\"provided\":\"x\"}");

        assertThat(rejected(deliver(POST)).reason()).contains("missing_scope (needs chat:write)");
    }

    @Test
    void whatWorksAgainClearsWhatWasWrongWithTheTokenAnywhere() {
        slack.nextError("files.getUploadURLExternal", "token_revoked");
        deliver(COMPLETE);
        ConnectorStatus bad = connector.open().status();

        deliver(POST);

        assertThat(bad.health()).isEqualTo(ConnectorStatus.Health.FAILING);
        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
    }

    @Test
    void aMissingRightStaysUntilJustThatWorks() {
        slack.nextError("files.getUploadURLExternal", "missing_scope");
        deliver(COMPLETE);

        deliver(POST);
        ConnectorStatus still = connector.open().status();
        deliver(COMPLETE);

        assertThat(still.health()).isEqualTo(ConnectorStatus.Health.DEGRADED);
        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xoxb-a\nxoxb-b", "xoxb-\r", "xoxb-\u0000"})
    void aTokenThatNoHeaderCanCarryIsNamedAndSentNowhere(String token) {
        connector.context.secret("bot_token", token);

        for (String method : new String[] {POST, COMPLETE}) {
            assertThat(deliver(method))
                    .isInstanceOfSatisfying(
                            DeliveryResult.Later.class,
                            later -> assertThat(later.reason()).contains("bot_token"));
        }
        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.FAILING);
        assertThat(connector.open().status().reason())
                .contains("store the token alone")
                .doesNotContain(token);
        assertThat(slack.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "channel_not_found",
                "ekm_access_denied",
                "is_archived",
                "not_in_channel",
                "msg_too_long",
                "restricted_action",
                "restricted_action_thread_locked",
                "invalid_arguments",
                "no_permission",
                "thread_not_found",
                "no_text",
                "cannot_reply_to_message",
                "too_many_attachments",
                "access_denied",
                "slack_connect_file_link_sharing_blocked",
                "invalid_something_new",
                "posting_to_channel_denied",
                "file_upload_size_restricted",
                "team_not_found"
            })
    void whatSlackWillAlwaysRefuseIsRejected(String error) {
        for (String method : new String[] {POST, "files.getUploadURLExternal", COMPLETE}) {
            slack.nextError(method, error);

            DeliveryResult result = deliver(method);

            assertThat(result).isInstanceOf(DeliveryResult.Rejected.class);
            DeliveryResult.Rejected rejected = (DeliveryResult.Rejected) result;
            assertThat(rejected.reason()).contains(method, error);
            assertThat(rejected.evidence().answer().orElseThrow()).contains(error);
            assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fatal_error",
                "internal_error",
                "service_unavailable",
                "request_timeout",
                "team_added_to_org",
                "org_login_required",
                "message_limit_exceeded",
                "external_channel_migrating"
            })
    void whatPassesIsTriedAgain(String error) {
        for (String method : new String[] {POST, "files.getUploadURLExternal"}) {
            slack.nextError(method, error);

            assertThat(retry(deliver(method)).after()).isEmpty();
        }
    }

    @Test
    void aWordThatNobodyKnowsIsTriedAgainForAWhile() {
        slack.nextError(POST, "brand_new").nextError(POST, "brand_new");

        assertThat(deliver(POST)).isInstanceOf(DeliveryResult.Retry.class);
        assertThat(connector.deliver(delivery(POST).attempt(8)))
                .isInstanceOf(DeliveryResult.Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"duplicate_message_not_found", "duplicate_channel_not_found"})
    void aMessageThatWasThereBeforeIsNotPostedTwice(String error) {
        slack.nextError(POST, error);

        assertThat(deliver(POST)).isInstanceOf(DeliveryResult.Unknown.class);
    }

    @ParameterizedTest
    @CsvSource({
        "400, REJECTED",
        "404, REJECTED",
        "413, REJECTED",
        "408, RETRY",
        "425, RETRY",
        "200, RETRY",
        "204, RETRY",
        "302, RETRY",
        "500, RETRY",
        "503, RETRY"
    })
    void anAnswerWithoutAWordOfSlacksIsJudgedByItsStatus(int status, String expected) {
        for (String method : new String[] {POST, "files.getUploadURLExternal"}) {
            for (String body : new String[] {"<html>", "{\"ok\":tr", "", "{}", "{\"ok\":false}"}) {
                slack.next(method, status, body);

                DeliveryResult result = deliver(method);

                assertThat(result.getClass().getSimpleName()).isEqualToIgnoringCase(expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "302, RETRY, NONE",
        "400, REJECTED, REQUEST",
        "404, REJECTED, REQUEST",
        "500, RETRY, SERVER"
    })
    void anUploadIsJudgedByItsStatus(int status, String expected, Evidence.Failure failure) {
        slack.next(FakeApi.UPLOAD, status, "");

        DeliveryResult result = deliver(FakeApi.UPLOAD);

        assertThat(result.getClass().getSimpleName()).isEqualToIgnoringCase(expected);
        Evidence evidence =
                result instanceof DeliveryResult.Retry retry
                        ? retry.evidence()
                        : ((DeliveryResult.Rejected) result).evidence();
        assertThat(evidence.failure()).isEqualTo(failure);
    }

    @Test
    void aBusyServerMaySayHowLong() {
        slack.next(POST, _ -> FakeEgress.response(503, "", Map.of("Retry-After", "9")));

        DeliveryResult.Retry result = retry(deliver(POST));

        assertThat(result.after()).contains(Duration.ofSeconds(9));
        assertThat(result.evidence().failure()).isEqualTo(Evidence.Failure.SERVER);
    }

    @ParameterizedTest
    @EnumSource(EgressException.Reason.class)
    void noAnswerIsTriedAgain(EgressException.Reason reason) {
        for (String method : new String[] {POST, "files.getUploadURLExternal", FakeApi.UPLOAD}) {
            slack.nextFailure(method, reason);

            DeliveryResult.Retry result = retry(deliver(method));

            assertThat(result.evidence().failure()).isEqualTo(Evidence.Failure.TRANSPORT);
        }
    }

    @Test
    void aForbiddenAddressShows() {
        slack.nextFailure(POST, EgressException.Reason.BLOCKED_ADDRESS);

        assertThat(retry(deliver(POST)).after()).contains(Duration.ofMinutes(5));
        assertThat(connector.open().status().reason()).contains("api_base_url");
    }

    /** The completion is the one call that must not be made twice. */
    @ParameterizedTest
    @EnumSource(EgressException.Reason.class)
    void aCompletionWithoutAnAnswerIsUnknownUnlessItWasNeverSent(EgressException.Reason reason) {
        slack.nextFailure(COMPLETE, reason);
        boolean unsent =
                switch (reason) {
                    case INVALID_URL, BLOCKED_ADDRESS, UNKNOWN_HOST, CONNECT, TLS -> true;
                    default -> false;
                };
        FakeDelivery delivery = delivery(COMPLETE);

        DeliveryResult first = connector.deliver(delivery);
        DeliveryResult second = connector.deliver(delivery.attempt(2));

        if (unsent) {
            assertThat(first).isInstanceOf(DeliveryResult.Retry.class);
            assertThat(second).isInstanceOf(DeliveryResult.Delivered.class);
        } else {
            assertThat(first).isInstanceOf(DeliveryResult.Unknown.class);
            assertThat(second).isInstanceOf(DeliveryResult.Unknown.class);
            assertThat(slack.calls(COMPLETE)).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, '{\"ok\":false,\"error\":\"fatal_error\"}', UNKNOWN",
        "200, '{\"ok\":false,\"error\":\"internal_error\"}', UNKNOWN",
        "200, '{\"ok\":false,\"error\":\"service_unavailable\"}', UNKNOWN",
        "500, '{\"ok\":false,\"error\":\"internal_error\"}', UNKNOWN",
        "500, '', UNKNOWN",
        "502, '<html>', UNKNOWN",
        "200, '{\"ok\":tr', UNKNOWN",
        "200, '', UNKNOWN",
        "302, '', UNKNOWN",
        "400, '', REJECTED",
        "404, '<html>', REJECTED",
        "200, '{\"ok\":false,\"error\":\"invalid_channel\"}', REJECTED",
        "200, '{\"ok\":false,\"error\":\"brand_new\"}', REJECTED",
        "408, '', RETRY",
        "425, '', RETRY",
        "429, '', RETRY",
        "200, '{\"ok\":false,\"error\":\"request_timeout\"}', RETRY",
        "200, '{\"ok\":false,\"error\":\"missing_scope\"}', REJECTED"
    })
    void aCompletionIsNeverMadeTwiceWhereItMayHaveHappened(
            int status, String body, String expected) {
        slack.next(COMPLETE, status, body);
        FakeDelivery delivery = delivery(COMPLETE);

        DeliveryResult first = connector.deliver(delivery);
        connector.context.clock().set(connector.context.clock().instant().plusSeconds(400));
        DeliveryResult again = connector.deliver(delivery.attempt(2));

        assertThat(first.getClass().getSimpleName()).isEqualToIgnoringCase(expected);
        if (expected.equals("UNKNOWN")) {
            assertThat(again).isInstanceOf(DeliveryResult.Unknown.class);
            assertThat(slack.calls(COMPLETE)).hasSize(1);
        } else {
            assertThat(again)
                    .as("the refusal was definite")
                    .isInstanceOf(DeliveryResult.Delivered.class);
        }
    }

    @Test
    void noUsableAddressToUploadToIsTriedAgain() {
        String answer = "{\"ok\":true,\"file_id\":\"F1\",\"upload_url\":\"%s\"}";
        slack.next("files.getUploadURLExternal", 200, "{\"ok\":true}");
        slack.next("files.getUploadURLExternal", 200, answer.formatted("http://files.slack.com/x"));
        slack.next("files.getUploadURLExternal", 200, answer.formatted("nonsense"));

        for (int i = 0; i < 3; i++) {
            assertThat(deliver(COMPLETE)).isInstanceOf(DeliveryResult.Retry.class);
        }
        assertThat(slack.calls(FakeApi.UPLOAD)).isEmpty();
    }

    private DeliveryResult deliver(String method) {
        return connector.deliver(delivery(method));
    }

    /** One that calls the method. */
    private FakeDelivery delivery(String method) {
        FakeDelivery delivery = new FakeDelivery(connector.target(ADDRESS), "text");
        if (!method.equals(POST)) {
            delivery.part(new FakeAttachment("ast_1", Optional.of("a.csv"), "1,2"));
        }
        return delivery;
    }

    private static DeliveryResult.Rejected rejected(DeliveryResult result) {
        assertThat(result).isInstanceOf(DeliveryResult.Rejected.class);
        return (DeliveryResult.Rejected) result;
    }

    private static DeliveryResult.Retry retry(DeliveryResult result) {
        assertThat(result).isInstanceOf(DeliveryResult.Retry.class);
        return (DeliveryResult.Retry) result;
    }
}
