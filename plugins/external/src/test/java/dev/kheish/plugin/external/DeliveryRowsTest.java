package dev.kheish.plugin.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.Evidence;
import dev.kheish.spi.Origin;
import dev.kheish.testkit.FakeAttachment;
import dev.kheish.testkit.FakeDelivery;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a delivery goes out, and what every answer means, by the rows of the protocol. */
class DeliveryRowsTest {
    private static final String MANIFEST = "{\"protocol_version\":1,\"instance_id\":\"m-1\"}";
    private static final String NO_FILES =
            "{\"protocol_version\":1,\"instance_id\":\"m-1\",\"capabilities\":{\"attachments_out\":false}}";

    private final Edge edge = new Edge();

    DeliveryRowsTest() {
        edge.context.egress().answeringAt("/manifest", 200, MANIFEST);
        answer(200, "{\"status\":\"committed\"}");
    }

    @Test
    void waitsAsLongAsTheOperatorSays() throws Exception {
        for (Duration timeout : List.of(Duration.ofSeconds(1), Duration.ofMinutes(10))) {
            edge.with("delivery", timeout);

            deliver(delivery("r"));

            assertThat(edge.context.egress().sent().getLast().timeout()).isEqualTo(timeout);
        }
    }

    @Test
    void sendsJustThis() throws Exception {
        var file = new FakeAttachment("ast_1", Optional.of("a.csv"), "1,2");
        var nameless = new FakeAttachment("ast_2", Optional.empty(), "3");

        DeliveryResult result =
                deliver(delivery("r\"1").part("Done.").part(file).artifact(nameless));

        assertThat(result).isInstanceOf(DeliveryResult.Delivered.class);
        EgressRequest request = edge.context.egress().sent().getLast();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.url()).isEqualTo("https://sidecar.example/deliver");
        assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(request.responseLimit()).isEqualTo(65_536);
        assertThat(request.cutsResponse()).isFalse();
        assertThat(request.headers())
                .containsExactlyInAnyOrder(
                        Map.entry("Authorization", "Bearer t-1"),
                        Map.entry("Content-Type", "application/json"),
                        Map.entry("Idempotency-Key", "kheish:dlv_1"),
                        Map.entry("X-Kheish-External-Protocol-Version", "1"));
        assertThat(new String(request.body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"protocol_version\":1,\"delivery_id\":\"dlv_1\",\"attempt\":1,"
                                + "\"reply_route\":\"r\\\"1\",\"conversation\":{\"session_id\":\"s1\","
                                + "\"thread_id\":null},\"content\":\"Done.\",\"parts\":[{\"type\":\"text\","
                                + "\"text\":\"Done.\"},{\"type\":\"attachment\",\"attachment\":{\"id\":\"ast_1\","
                                + "\"media_type\":\"text/csv\",\"file_name\":\"a.csv\",\"sha256\":\""
                                + file.sha256()
                                + "\",\"byte_length\":3,\"download_path\":\"/v1/connectors/external/demo/"
                                + "deliveries/dlv_1/assets/ast_1/raw\"}}],\"artifacts\":[{\"id\":\"ast_2\","
                                + "\"media_type\":\"text/csv\",\"sha256\":\""
                                + nameless.sha256()
                                + "\",\"byte_length\":1,\"download_path\":\"/v1/connectors/external/demo/"
                                + "deliveries/dlv_1/assets/ast_2/raw\"}],\"metadata\":{\"delivery_id\":"
                                + "\"dlv_1\",\"run_id\":\"run_1\"}}");
    }

    @Test
    void leavesOutListsThatAreEmpty() throws Exception {
        deliver(delivery("r"));

        assertThat(
                        new String(
                                edge.context.egress().sent().getLast().body(),
                                StandardCharsets.UTF_8))
                .doesNotContain("parts", "artifacts");
    }

    @Test
    void sendsNoTokenWhereThereIsNone() throws Exception {
        edge.withoutToken().with("allow_unauthenticated_ingress", true);

        deliver(delivery("r"));

        assertThat(edge.context.egress().sent())
                .allSatisfy(
                        request ->
                                assertThat(request.headers())
                                        .noneMatch(each -> each.getKey().equals("Authorization")));
    }

    @ParameterizedTest(name = "row 429, Retry-After {0}")
    @CsvSource({"7,7000", "0,1", "99999999999,3600000", "soon,1000", "'',1000"})
    void row429_waitsAsAskedWhateverTheBodySays(String header, long millis) throws Exception {
        edge.context
                .egress()
                .answering(429, "{\"status\":\"terminal_error\"}", Map.of("Retry-After", header));

        assertThat(after(deliver(delivery("r")))).contains(Duration.ofMillis(millis));
    }

    @Test
    void row429_withoutHeader() throws Exception {
        answer(429, "");

        assertThat(after(deliver(delivery("r")))).contains(Duration.ofSeconds(1));
    }

    @ParameterizedTest(name = "row 2xx, stated: {0} {1}")
    @CsvSource({
        "200,committed,Delivered",
        "201,committed,Delivered",
        "204,committed,Delivered",
        "200,retryable_error,Retry",
        "200,terminal_error,Rejected"
    })
    void row2xx_asStated(int status, String word, String result) throws Exception {
        answer(status, "{\"status\":\"" + word + "\",\"detail\":\"why\"}");

        assertResult(result);
    }

    @ParameterizedTest(name = "row 2xx, not stated: {0}")
    @ValueSource(
            strings = {
                "",
                "ok",
                "{}",
                "[]",
                "{\"status\":\"done\"}",
                "{\"status\":1}",
                "{\"status\":\"COMMITTED\"}",
                "{\"status\":\"committed\"} trailing"
            })
    void row2xx_unreadableIsRetried(String body) throws Exception {
        answer(200, body);

        assertResult("Retry");
    }

    @ParameterizedTest(name = "row non-2xx, stated: {0} {1}")
    @CsvSource({
        "400,retryable_error,Retry",
        "401,retryable_error,Retry",
        "404,retryable_error,Retry",
        "302,retryable_error,Retry",
        "500,retryable_error,Retry",
        "302,terminal_error,Rejected",
        "400,terminal_error,Rejected",
        "408,terminal_error,Rejected",
        "500,terminal_error,Rejected",
        "503,terminal_error,Rejected"
    })
    void rowNon2xx_asStated(int status, String word, String result) throws Exception {
        answer(status, "{\"status\":\"" + word + "\"}");

        assertResult(result);
    }

    @ParameterizedTest(name = "row 4xx, not stated: {0} {1}")
    @CsvSource({
        "400,Rejected",
        "401,Rejected",
        "403,Rejected",
        "404,Rejected",
        "413,Rejected",
        "422,Rejected",
        "499,Rejected",
        "408,Retry",
        "425,Retry"
    })
    void row4xx_notStated(int status, String result) throws Exception {
        for (String body : new String[] {"", "{\"error\":\"x\"}", "{\"status\":\"committed\"}"}) {
            answer(status, body);
            assertResult(result);
        }
    }

    @ParameterizedTest(name = "row 3xx/5xx, not stated: {0}")
    @ValueSource(ints = {301, 302, 307, 500, 502, 503, 504, 599})
    void row3xx5xx_notStated(int status) throws Exception {
        for (String body : new String[] {"", "<html>", "{\"status\":\"committed\"}"}) {
            answer(status, body);
            assertResult("Retry");
        }
    }

    @ParameterizedTest(name = "Retry-After counts with {0}: {1}")
    @CsvSource({"503,true", "408,true", "425,true", "500,false", "200,false"})
    void retryAfterOnOtherStatuses(int status, boolean counts) throws Exception {
        edge.context
                .egress()
                .answering(status, "{\"status\":\"retryable_error\"}", Map.of("Retry-After", "9"));

        assertThat(after(deliver(delivery("r"))))
                .isEqualTo(counts ? Optional.of(Duration.ofSeconds(9)) : Optional.empty());
    }

    @ParameterizedTest(name = "row no answer: {0}")
    @EnumSource(EgressException.Reason.class)
    void rowNoAnswer_isRetried(EgressException.Reason reason) throws Exception {
        var connector = edge.open();
        connector.deliver(delivery("r"));
        edge.context.egress().failing(reason);

        DeliveryResult result = connector.deliver(delivery("r"));

        assertThat(result).isInstanceOf(DeliveryResult.Retry.class);
    }

    @Test
    void aWrongTokenTellsTheOperatorWhatToDo() throws Exception {
        answer(401, "{\"error\":\"unauthorized\"}");

        assertThat(((DeliveryResult.Rejected) deliver(delivery("r"))).reason())
                .contains("HTTP 401", "shared_token", "replay");
    }

    @Test
    void keepsWhatTheSidecarSaidAsEvidenceAndTheDetailAsReason() throws Exception {
        String detail = "a\\n  b " + "x".repeat(600);
        answer(200, "{\"status\":\"terminal_error\",\"detail\":\"" + detail + "\"}");

        var rejected = (DeliveryResult.Rejected) deliver(delivery("r"));

        assertThat(rejected.reason())
                .startsWith("The sidecar refuses the delivery: a b xxx")
                .endsWith("xxx...");
        assertThat(rejected.evidence().httpStatus()).hasValue(200);
        assertThat(rejected.evidence().answer().orElseThrow()).contains("terminal_error");
    }

    @Test
    void onlyTroubleOfTheSidecarCountsForTheBreaker() throws Exception {
        answer(500, "");
        assertThat(evidence(deliver(delivery("r"))).failure()).isEqualTo(Evidence.Failure.SERVER);
        answer(200, "{\"status\":\"retryable_error\"}");
        assertThat(evidence(deliver(delivery("r"))).failure()).isEqualTo(Evidence.Failure.NONE);
    }

    @Test
    void preflight_noFilesForASidecarThatTakesNone() throws Exception {
        edge.context.egress().answeringAt("/manifest", 200, NO_FILES);
        var file = new FakeAttachment("ast_1", Optional.empty(), "x");

        for (FakeDelivery each :
                new FakeDelivery[] {delivery("r").part(file), delivery("r").artifact(file)}) {
            assertThat(((DeliveryResult.Rejected) deliver(each)).reason())
                    .contains("attachments_out");
        }
        assertThat(edge.context.egress().sent())
                .allMatch(request -> request.url().endsWith("/manifest"));
        assertThat(deliver(delivery("r").part("text")))
                .isInstanceOf(DeliveryResult.Delivered.class);
    }

    @Test
    void preflight_noFilesWithoutAToken() throws Exception {
        edge.withoutToken().with("allow_unauthenticated_ingress", true);
        var file = new FakeAttachment("ast_1", Optional.empty(), "x");

        assertThat(((DeliveryResult.Rejected) deliver(delivery("r").part(file))).reason())
                .contains("shared_token");
        assertThat(deliver(delivery("r"))).isInstanceOf(DeliveryResult.Delivered.class);
    }

    @ParameterizedTest(name = "id ''{0}''")
    @ValueSource(strings = {"../x", "a/b", "a?b", "a b", "", "ü"})
    void preflight_noPathFromAnIdThatIsNone(String id) throws Exception {
        var file = new FakeAttachment(id, Optional.empty(), "x");

        assertThat(deliver(delivery("r").part(file))).isInstanceOf(DeliveryResult.Rejected.class);
    }

    @Test
    void preflight_anAddressThatIsNone() throws Exception {
        var target = dev.kheish.spi.Target.of("nonsense", Origin.CLIENT, "x");

        assertThat(deliver(new FakeDelivery(target, "x")))
                .isInstanceOf(DeliveryResult.Rejected.class);
    }

    @Test
    void aChildThatIsNotReadyCostsNoAttempt() throws Exception {
        var sidecar = new Edge.FakeSidecar();
        sidecar.readiness =
                new Sidecar.Readiness.Not(
                        DeliveryResult.later(Duration.ofSeconds(2), "The child is starting."));
        edge.behind(sidecar);

        assertThat(deliver(delivery("r"))).isInstanceOf(DeliveryResult.Later.class);
        assertThat(edge.context.egress().sent()).isEmpty();
    }

    @Test
    void reachesPrivateNetworksOnlyWhereTheOperatorSaysSo() throws Exception {
        deliver(delivery("r"));
        assertThat(edge.context.egress().sent().getLast().allowsPrivateNetwork()).isFalse();
        assertThat(edge.context.egress().sent().getLast().trustedOrigin()).isEmpty();

        edge.with("allow_private_network", true);
        deliver(delivery("r"));
        assertThat(edge.context.egress().sent().getLast().allowsPrivateNetwork()).isTrue();

        edge.behind(new Edge.FakeSidecar());
        deliver(delivery("r"));
        assertThat(edge.context.egress().sent().getLast().trustedOrigin())
                .contains("http://127.0.0.1:9100");
        assertThat(edge.context.egress().sent().getLast().allowsPrivateNetwork()).isFalse();
    }

    private void answer(int status, String body) {
        edge.context.egress().answering(status, body, Map.of());
    }

    private void assertResult(String name) throws InterruptedException {
        assertThat(deliver(delivery("r")).getClass().getSimpleName()).isEqualTo(name);
    }

    private DeliveryResult deliver(FakeDelivery delivery) throws InterruptedException {
        return edge.open().deliver(delivery);
    }

    private FakeDelivery delivery(String route) {
        var target = new ReplyRoute("demo", route).target(Origin.CLIENT, edge.context.json());
        return new FakeDelivery(target, "Done.");
    }

    private static Optional<Duration> after(DeliveryResult result) {
        return ((DeliveryResult.Retry) result).after();
    }

    private static Evidence evidence(DeliveryResult result) {
        return ((DeliveryResult.Retry) result).evidence();
    }
}
