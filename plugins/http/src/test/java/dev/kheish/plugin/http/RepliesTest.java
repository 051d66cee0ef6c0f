package dev.kheish.plugin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Receipt;
import dev.kheish.testkit.FakeContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

final class RepliesTest {
    @ParameterizedTest
    @CsvSource({
        "NO_SESSION, 400, bad_request",
        "EMPTY, 400, bad_request",
        "UNSUPPORTED_ITEM, 400, unsupported_item",
        "UNKNOWN_ASSET, 400, bad_request",
        "BAD_TARGET, 400, bad_request",
        "TOO_LARGE, 400, bad_request",
        "UNKNOWN_PERSONA, 400, bad_request",
        "UNKNOWN_TARGET, 404, not_found",
        "SESSION_MISSING, 409, conflict",
        "SESSION_MISMATCH, 409, conflict",
        "CLOSED, 503, service_unavailable"
    })
    void givesEachRefusalItsStatus(Receipt.Refusal reason, int status, String code) {
        IngressReply reply = Replies.to(new Receipt.Refused(reason, "Why not."));

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.detail()).startsWith("Why not.");
    }

    @Test
    void namesTheSettingThatKeepsASessionFromBeingMade() {
        IngressReply reply =
                Replies.to(new Receipt.Refused(Receipt.Refusal.SESSION_MISSING, "No session s."));

        assertThat(reply.detail()).contains("session_policy.create_if_missing");
    }

    @Test
    void answers409ToAnotherPayloadUnderAKnownKey() {
        IngressReply reply = Replies.to(new Receipt.Conflict(FakeContext.run("run_3", "s")));

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.code()).isEqualTo("conflict");
        assertThat(reply.detail()).contains("run_3");
    }

    @Test
    void asksToComeBackWhenTheHostIsBusy() {
        IngressReply reply = Replies.to(new Receipt.Overloaded(Duration.ofSeconds(5)));

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.headers().getFirst().getValue()).isEqualTo("5");
    }
}
