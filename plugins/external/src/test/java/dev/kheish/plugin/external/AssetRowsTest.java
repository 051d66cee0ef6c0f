package dev.kheish.plugin.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Origin;
import dev.kheish.testkit.FakeAttachment;
import dev.kheish.testkit.FakeDelivery;
import dev.kheish.testkit.FakeRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

/** What {@code GET /deliveries/…/assets/…/raw} answers, by the rows of the protocol. */
class AssetRowsTest {
    private final Edge edge = new Edge();
    private final FakeAttachment inParts = new FakeAttachment("ast_1", Optional.of("a.csv"), "1,2");
    private final FakeAttachment artifact = new FakeAttachment("ast_2", Optional.empty(), "3");

    AssetRowsTest() {
        var target = new ReplyRoute("demo", "r").target(Origin.CLIENT, edge.context.json());
        edge.context.pending(
                new FakeDelivery(target, "x").part("text").part(inParts).artifact(artifact));
    }

    @Test
    void givesFilesOfPartsAndArtifacts() {
        assertThat(ask("dlv_1", "ast_1", "Bearer t-1").content()).contains(inParts);
        assertThat(ask("dlv_1", "ast_2", "Bearer t-1").content()).contains(artifact);
    }

    @ParameterizedTest(name = "delivery {0}, asset {1}")
    @CsvSource({
        "dlv_2,ast_1",
        "dlv_1,ast_3",
        "../dlv_1,ast_1",
        "dlv_1,../ast_1",
        "'',ast_1",
        "dlv_1,''"
    })
    void row404_nothingPendingThere(String delivery, String asset) {
        IngressReply reply = ask(delivery, asset, "Bearer t-1");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("not_found");
    }

    @ParameterizedTest(name = "Authorization ''{0}''")
    @ValueSource(strings = {"", "Bearer t-2", "bearer t-1"})
    void row401_wrongToken(String header) {
        assertThat(ask("dlv_1", "ast_1", header).status()).isEqualTo(401);
        assertThat(ask("dlv_9", "ast_9", header).status()).isEqualTo(401);
    }

    @Test
    void row401_neverAnonymously() {
        edge.withoutToken().with("allow_unauthenticated_ingress", true);

        assertThat(ask("dlv_1", "ast_1", "").status()).isEqualTo(401);
        assertThat(ask("dlv_1", "ast_1", "Bearer ").status()).isEqualTo(401);
    }

    private IngressReply ask(String delivery, String asset, String authorization) {
        FakeRequest request =
                FakeRequest.get("/x")
                        .parameter("delivery_id", delivery)
                        .parameter("asset_id", asset);
        if (!authorization.isEmpty()) {
            request.with("Authorization", authorization);
        }
        return edge.answer("/deliveries/{delivery_id}/assets/{asset_id}/raw", request);
    }
}
