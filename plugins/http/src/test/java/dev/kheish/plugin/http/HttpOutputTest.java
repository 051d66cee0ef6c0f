package dev.kheish.plugin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.Evidence;
import dev.kheish.spi.Origin;
import dev.kheish.spi.Target;
import dev.kheish.testkit.FakeAttachment;
import dev.kheish.testkit.FakeDelivery;
import dev.kheish.testkit.FakeKindContext;

import jakarta.json.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

final class HttpOutputTest {
    private static final String URL = "https://example.com/cb";

    private final FakeKindContext context = new FakeKindContext();
    private final HttpKind kind = new HttpKind();

    HttpOutputTest() {
        kind.start(context);
    }

    @Test
    void postsAllEightMembers() throws Exception {
        var file = new FakeAttachment("ast_1", Optional.of("a.csv"), "1,2");
        var nameless = new FakeAttachment("ast_2", Optional.empty(), "3");

        deliver(delivery(URL).part("Done.").part(file).artifact(nameless));

        EgressRequest request = context.egress().sent().getFirst();
        String body = new String(request.body(), StandardCharsets.UTF_8);
        String first =
                "\"id\":\"ast_1\",\"media_type\":\"text/csv\",\"file_name\":\"a.csv\","
                        + "\"sha256\":\"%s\",\"byte_length\":3".formatted(file.sha256());
        String second =
                "\"id\":\"ast_2\",\"media_type\":\"text/csv\",\"sha256\":\"%s\",\"byte_length\":1"
                        .formatted(nameless.sha256());
        assertThat(Json.createReader(new StringReader(body)).readObject())
                .hasToString(
                        "{\"session_id\":\"s1\",\"thread_id\":null,\"content\":\"Done.\","
                                + "\"parts\":[{\"type\":\"text\",\"text\":\"Done.\"},"
                                + "{\"type\":\"attachment\",\"attachment\":{"
                                + first
                                + ",\"uri\":\"asset://ast_1\"}}],"
                                + "\"resolved_parts\":[{\"type\":\"text\",\"text\":\"Done.\"},"
                                + "{\"type\":\"attachment\",\"attachment\":{"
                                + first
                                + ",\"download_path\":\"/v1/assets/ast_1/raw?token=t\"}}],"
                                + "\"artifacts\":[{"
                                + second
                                + ",\"uri\":\"asset://ast_2\"}],"
                                + "\"artifact_attachments\":[{"
                                + second
                                + ",\"download_path\":\"/v1/assets/ast_2/raw?token=t\"}],"
                                + "\"metadata\":{\"delivery_id\":\"dlv_1\"}}");
    }

    @Test
    void sendsTheHeadersOfTheRouteAndItsOwn() throws Exception {
        deliver(delivery("{\"url\":\"" + URL + "\",\"headers\":{\"X-Topic\":\"triage\"}}"));

        EgressRequest request = context.egress().sent().getFirst();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.url()).isEqualTo(URL);
        assertThat(request.headers())
                .containsExactlyInAnyOrder(
                        Map.entry("Content-Type", "application/json"),
                        Map.entry("Idempotency-Key", "kheish:dlv_1"),
                        Map.entry("x-topic", "triage"));
        assertThat(request.responseLimit()).isEqualTo(1024);
        assertThat(request.cutsResponse()).isTrue();
        assertThat(request.allowsPrivateNetwork()).isFalse();
    }

    @Test
    void reachesPrivateNetworksOnlyWhereTheTargetMay() throws Exception {
        deliver(delivery("{\"url\":\"http://localhost:1/\",\"allow_private_network\":true}"));

        assertThat(context.egress().sent().getFirst().allowsPrivateNetwork()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299})
    void countsAnySuccessAsDelivered(int status) throws Exception {
        context.egress().answering(status, "thanks", Map.of());

        DeliveryResult result = deliver(delivery(URL));

        assertThat(result).isInstanceOf(DeliveryResult.Delivered.class);
        Evidence evidence = ((DeliveryResult.Delivered) result).evidence();
        assertThat(evidence.httpStatus()).hasValue(status);
        assertThat(evidence.answer()).contains("thanks");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 451})
    void givesUpWhenTheTargetCallsTheRequestWrong(int status) throws Exception {
        context.egress().answering(status, "", Map.of("Retry-After", "5"));

        DeliveryResult result = deliver(delivery(URL));

        assertThat(result).isInstanceOf(DeliveryResult.Rejected.class);
        assertThat(((DeliveryResult.Rejected) result).reason()).contains("HTTP " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308, 408, 425, 500, 502, 503, 504, 599})
    void triesAgainWhenTheTargetMayRecover(int status) throws Exception {
        context.egress().answering(status, "", Map.of());

        DeliveryResult.Retry retry = (DeliveryResult.Retry) deliver(delivery(URL));

        assertThat(retry.after()).isEmpty();
        assertThat(retry.evidence().httpStatus()).hasValue(status);
    }

    @ParameterizedTest
    @CsvSource({
        "429, 3, 3000",
        "429, , 1000",
        "429, soon, 1000",
        "429, 0, 1",
        "429, 999999, 3600000",
        "503, 3, 3000",
        "503, 'Sun, 15 Jun 2025 15:07:40 GMT', 60000"
    })
    void waitsAsLongAsTheTargetAsks(int status, String header, long millis) throws Exception {
        context.egress()
                .answering(status, "", header == null ? Map.of() : Map.of("Retry-After", header));

        DeliveryResult.Retry retry = (DeliveryResult.Retry) deliver(delivery(URL));

        assertThat(retry.after()).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @EnumSource(
            value = EgressException.Reason.class,
            names = {"INVALID_URL", "BLOCKED_ADDRESS"})
    void givesUpOnTargetsThatMayNotBeReached(EgressException.Reason reason) throws Exception {
        context.egress().failing(reason);

        assertThat(deliver(delivery(URL))).isInstanceOf(DeliveryResult.Rejected.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = EgressException.Reason.class,
            names = {"UNKNOWN_HOST", "CONNECT", "TLS", "TIMEOUT", "PROTOCOL", "TOO_LARGE"})
    void triesAgainWhenNoAnswerCame(EgressException.Reason reason) throws Exception {
        context.egress().failing(reason);

        DeliveryResult.Retry retry = (DeliveryResult.Retry) deliver(delivery(URL));

        assertThat(retry.evidence().failure()).isEqualTo(Evidence.Failure.TRANSPORT);
    }

    @Test
    void rejectsAStoredAddressThatIsNoLongerAllowed() throws Exception {
        Target stored =
                Target.of(
                        "{\"url\":\"http://localhost/\",\"allow_private_network\":true}",
                        Origin.CLIENT,
                        "http:http://localhost");

        DeliveryResult result = deliver(new FakeDelivery(stored, "x"));

        assertThat(result).isInstanceOf(DeliveryResult.Rejected.class);
        assertThat(context.egress().sent()).isEmpty();
    }

    private FakeDelivery delivery(String address) throws Exception {
        return new FakeDelivery(kind.target(address, Origin.OPERATOR), "Done.");
    }

    private DeliveryResult deliver(FakeDelivery delivery) throws InterruptedException {
        return kind.openOutput().orElseThrow().deliver(delivery);
    }
}
