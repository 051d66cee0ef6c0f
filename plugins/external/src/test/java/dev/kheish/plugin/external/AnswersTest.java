package dev.kheish.plugin.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.testkit.FakeContext;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class AnswersTest {
    private final FakeContext context = new FakeContext("demo");
    private final SidecarClient client =
            new SidecarClient("http://127.0.0.1:9100", SidecarClient.Reach.OWN_ORIGIN, context);

    @Test
    void readsAWholeManifest() throws Exception {
        answer(
                """
                {"protocol_version":1,"instance_id":"m-1","capabilities":{"attachments_in":false,
                 "attachments_out":false,"threads":true,"later":1},"experimental":true,"x":[]}""");

        assertThat(client.manifest()).isEqualTo(new Manifest("m-1", false, false, true, true));
    }

    @Test
    void fillsInWhatAManifestLeavesOut() throws Exception {
        answer("{\"protocol_version\":1,\"instance_id\":\"m-1\",\"capabilities\":null}");

        assertThat(client.manifest()).isEqualTo(new Manifest("m-1", true, true, false, false));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "[] | no JSON object",
                "{\"instance_id\":\"m\"} | 'protocol_version'",
                "{\"protocol_version\":\"1\",\"instance_id\":\"m\"} | 'protocol_version'",
                "{\"protocol_version\":1} | 'instance_id'",
                "{\"protocol_version\":1,\"instance_id\":\" \"} | 'instance_id'",
                "{\"protocol_version\":1,\"instance_id\":7} | 'instance_id'",
                "{\"protocol_version\":1,\"instance_id\":\"m\",\"experimental\":1} | 'experimental'",
                "{\"protocol_version\":1,\"instance_id\":\"m\",\"capabilities\":[]} | 'capabilities'",
                "{\"protocol_version\":1,\"instance_id\":\"m\",\"instance_id\":\"n\"} | cannot be read",
                "hello | cannot be read",
            })
    void saysWhatIsWrongWithAManifest(String body, String complaint) {
        answer(body);

        assertThatThrownBy(client::manifest)
                .isInstanceOf(SidecarException.class)
                .hasMessageContaining(complaint)
                .extracting("reason")
                .isEqualTo(SidecarException.Reason.UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "0", "1.5", "-1", "1e9"})
    void knowsAnotherVersionFromAnUnreadableAnswer(String version) {
        answer("{\"protocol_version\":%s,\"instance_id\":\"m\"}".formatted(version));

        assertThatThrownBy(client::manifest)
                .asInstanceOf(InstanceOfAssertFactories.type(SidecarException.class))
                .extracting(SidecarException::reason)
                .isEqualTo(SidecarException.Reason.WRONG_VERSION);
    }

    @Test
    void readsHealth() throws Exception {
        answer(
                """
                {"protocol_version":1,"instance_id":"m-1","status":"degraded","detail":"no media"}""");

        Health health = client.health();

        assertThat(health).isEqualTo(new Health("m-1", Health.Status.DEGRADED, "no media"));
        assertThat(health.status().isUp()).isTrue();
    }

    @Test
    void refusesAHealthOfAnotherWord() {
        answer("{\"protocol_version\":1,\"instance_id\":\"m-1\",\"status\":\"fine\"}");

        assertThatThrownBy(client::health).hasMessageContaining("'status' must be starting");
    }

    @Test
    void tellsARefusalFromSilence() {
        context.egress().answering(401, "{}", Map.of());
        assertThatThrownBy(client::health)
                .hasMessageContaining("HTTP 401: it wants another token")
                .extracting("reason")
                .isEqualTo(SidecarException.Reason.REFUSED);

        context.egress().failing(dev.kheish.spi.EgressException.Reason.CONNECT);
        assertThatThrownBy(client::health)
                .extracting("reason")
                .isEqualTo(SidecarException.Reason.NO_ANSWER);
    }

    @Test
    void showsTheTokenOfTheMoment() throws Exception {
        answer("{\"protocol_version\":1,\"instance_id\":\"m-1\"}");
        context.secret("shared_token", "t-1");

        client.manifest();
        context.secret("shared_token", "t-2");
        client.manifest();

        assertThat(context.egress().sent())
                .extracting(request -> request.headers().getFirst().getValue())
                .containsExactly("Bearer t-1", "Bearer t-2");
        assertThat(context.egress().sent().getFirst().url())
                .isEqualTo("http://127.0.0.1:9100/manifest");
        assertThat(context.egress().sent().getFirst().trustedOrigin())
                .contains("http://127.0.0.1:9100");
    }

    private void answer(String body) {
        context.egress().answering(200, body, Map.of());
    }
}
