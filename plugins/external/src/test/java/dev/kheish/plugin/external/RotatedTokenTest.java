package dev.kheish.plugin.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.IngressReply;
import dev.kheish.testkit.FakeRequest;

import org.junit.jupiter.api.Test;

import java.util.Optional;

/** Who passes after the shared token got a new value, and what the program is shown. */
class RotatedTokenTest {
    private static final String FORMER = "Bearer " + Edge.TOKEN;
    private static final String NEW = "Bearer t-2";

    private final Edge.FakeSidecar program = new Edge.FakeSidecar();
    private final Edge child = new Edge().behind(program);

    @Test
    void theFormerTokenPassesUntilTheProgramThatHasItHasEnded() {
        program.givenToken = Optional.of(Edge.TOKEN);
        child.context.secret("shared_token", "t-2");

        assertThat(status(child, FORMER)).isEqualTo(200);
        assertThat(status(child, NEW)).isEqualTo(200);
        assertThat(status(child, "Bearer t-0")).isEqualTo(401);

        program.givenToken = Optional.empty();

        assertThat(status(child, FORMER)).isEqualTo(401);
        assertThat(status(child, NEW)).isEqualTo(200);
    }

    @Test
    void theFormerTokenDiesWithTheNextProgramAtTheLatest() {
        child.context.secret("shared_token", "t-2");
        program.givenToken = Optional.of("t-2");

        assertThat(status(child, FORMER)).isEqualTo(401);
    }

    @Test
    void whatCannotBeReadAnyMoreLetsNobodyIn() {
        program.givenToken = Optional.of(Edge.TOKEN);
        child.context.forget("shared_token");

        assertThat(status(child, FORMER)).isEqualTo(503);
    }

    @Test
    void aRemoteSidecarHasNoGrace() {
        Edge remote = new Edge();
        remote.context.secret("shared_token", "t-2");

        assertThat(status(remote, FORMER)).isEqualTo(401);
    }

    private static int status(Edge edge, String authorization) {
        IngressReply reply =
                edge.answer(
                        "/events",
                        FakeRequest.post(
                                        "/v1/connectors/external/demo/events",
                                        Edge.eventJson("\"content\":\"x\",\"routing_key\":\"k\""))
                                .with("Authorization", authorization)
                                .with("Content-Type", "application/json"));
        return reply.status();
    }
}
