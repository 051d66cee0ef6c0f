package dev.kheish.plugin.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.Credential;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Lease;
import dev.kheish.spi.Leases;
import dev.kheish.spi.Route;
import dev.kheish.testkit.FakeRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What {@code GET /credentials/{env_key}} answers, by the rows of the protocol. */
class CredentialRowsTest {
    private static final String PATH = "/credentials/{env_key}";

    private final Edge edge = new Edge().behind(new Edge.FakeSidecar());
    private final Desk desk = new Desk();

    CredentialRowsTest() {
        edge.context.lending(desk);
    }

    @Test
    void granted() {
        desk.answer = new Credential.Granted("s3cret", "lease", "grant", 1_730_000_300_000L);

        IngressReply reply = ask(request("Bearer c-1").local());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().orElseThrow())
                .hasToString(
                        "{\"value\":\"s3cret\",\"lease_id\":\"lease\",\"grant_id\":\"grant\","
                                + "\"expires_at_ms\":1730000300000}");
        assertThat(desk.asked).containsExactly("c-1 API_KEY");
    }

    @Test
    void theHostHidesTheRouteFromWhoeverIsNotOnThisMachine() {
        assertThat(edge.route(PATH).isLocalOnly()).isTrue();
        assertThat(ask(request("Bearer c-1")).body()).isEqualTo(IngressReply.Body.NO_ROUTE);
        assertThat(desk.asked).isEmpty();
    }

    @Test
    void row2_noChildProcess() {
        assertThat(new Edge().open().routes()).extracting(Route::path).doesNotContain(PATH);
    }

    @ParameterizedTest(name = "row 3: Authorization ''{0}''")
    @ValueSource(strings = {"", "c-1", "bearer c-1", "Basic c-1"})
    void row3_noToken(String header) {
        IngressReply reply = ask(request(header).local());

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.code()).isEqualTo("unauthorized");
        assertThat(desk.asked).isEmpty();
    }

    @Test
    void row3_theSharedTokenOpensNothingHere() {
        IngressReply reply = ask(request("Bearer " + Edge.TOKEN).local());

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.detail()).contains("shared_token opens nothing");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void refusals(String row, Credential credential, int status, String code) {
        desk.answer = credential;

        IngressReply reply = ask(request("Bearer c-1").local());

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.detail()).isNotBlank();
    }

    static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of(
                        "row 3: token unknown", new Credential.Unauthorized(), 401, "unauthorized"),
                Arguments.of(
                        "row 5: token run out or of an ended lease",
                        new Credential.Expired(),
                        401,
                        "unauthorized"),
                Arguments.of(
                        "row 4: name outside the lease",
                        new Credential.UnknownName(),
                        404,
                        "not_found"),
                Arguments.of(
                        "row 6: slot revoked or not generic",
                        new Credential.Unavailable("Slot 'x' is revoked; write it again."),
                        409,
                        "credential_unavailable"),
                Arguments.of("row 7: slot empty", new Credential.Missing(), 404, "not_found"));
    }

    /** The host tells only strangers to wait. */
    @Test
    void whoShowsATokenThatRanOutIsNoStranger() {
        FakeRequest wrong = request("Bearer c-1").local();
        FakeRequest late = request("Bearer c-1").local();

        desk.answer = new Credential.Unauthorized();
        ask(wrong);
        desk.answer = new Credential.Expired();
        IngressReply reply = ask(late);

        assertThat(wrong.isAuthenticated()).isFalse();
        assertThat(late.isAuthenticated()).isTrue();
        assertThat(reply.detail()).contains("CREDENTIAL_TOKEN_FILE names again");
    }

    private IngressReply ask(FakeRequest request) {
        return edge.answer(PATH, request);
    }

    private static FakeRequest request(String authorization) {
        FakeRequest request =
                FakeRequest.get("/v1/connectors/external/demo/credentials/API_KEY")
                        .parameter("env_key", "API_KEY");
        return authorization.isEmpty() ? request : request.with("Authorization", authorization);
    }

    /** Gives one answer, and remembers who asked. */
    private static final class Desk implements Leases {
        private final List<String> asked = new ArrayList<>();
        private Credential answer = new Credential.Unauthorized();

        @Override
        public Lease grant(String setting) {
            throw new UnsupportedOperationException("nobody asks for a lease here");
        }

        @Override
        public Credential redeem(String token, String name) {
            asked.add(token + " " + name);
            return answer;
        }
    }
}
