package dev.kheish.host.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.asset.Assets;
import dev.kheish.host.audit.AuditLog;
import dev.kheish.host.store.Store;
import dev.kheish.host.web.ServerLimits;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

class AssetRoutesTest {
    private final Clock clock = Clock.systemUTC();
    private final Set<String> lent = ConcurrentHashMap.newKeySet();

    @TempDir private Path home;
    private Store store;
    private Assets assets;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        store = Store.open(home.resolve("kheish.db"));
        assets = Assets.open(store, home.resolve("assets"), clock, 100_000);
        Gate gate = TestServer.trustingGate();
        server =
                TestServer.with(
                        gate,
                        ServerLimits.defaults(),
                        new AssetRoutes(
                                store,
                                assets,
                                new AuditLog(clock),
                                gate,
                                (id, caller) -> lent.contains(id + " to " + caller)));
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    @Test
    void storesARawBodyUnderItsName() throws Exception {
        HttpResponse<String> response =
                server.send(
                        server.request("/v1/assets")
                                .header("Content-Type", "text/csv")
                                .header("X-Kheish-File-Name", "../a.csv")
                                .POST(BodyPublishers.ofString("a,b")));

        JsonNode view = TestServer.json(response);
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("Location"))
                .hasValue("/v1/assets/" + view.path("id").asText());
        assertThat(view.path("file_name").asText()).isEqualTo("a.csv");
        assertThat(view.path("media_type").asText()).isEqualTo("text/csv");
        assertThat(view.path("byte_length").asLong()).isEqualTo(3);
        assertThat(server.get("/v1/assets/" + view.path("id").asText()).body())
                .isEqualTo(view.toString());
    }

    @Test
    void storesWhatAnEnvelopeHolds() throws Exception {
        String id =
                id(
                        server.send(
                                server.request("/v1/assets")
                                        .header("Content-Type", "application/json")
                                        .POST(
                                                BodyPublishers.ofString(
                                                        "{\"file_name\":\"h.txt\",\"content_base64\":\"aGVsbG8=\"}"))));

        assertThat(server.get("/v1/assets/" + id + "/raw").body()).isEqualTo("hello");
    }

    @Test
    void takesJsonAsAFileWhereAFileIsNamed() throws Exception {
        String id =
                id(
                        server.send(
                                server.request("/v1/assets?file_name=x.json")
                                        .header("Content-Type", "application/json")
                                        .POST(BodyPublishers.ofString("{\"a\":1}"))));

        assertThat(server.get("/v1/assets/" + id + "/raw").body()).isEqualTo("{\"a\":1}");
    }

    @Test
    void saysWhatIsWrongWithAnEnvelope() throws Exception {
        HttpResponse<String> response =
                server.send(
                        server.request("/v1/assets")
                                .header("Content-Type", "application/json")
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"filename\":\"h.txt\",\"content_base64\":\"?\"}")));

        assertThat(
                        ControlPlaneTest.problem(response, 400, "invalid_body")
                                .path("errors")
                                .findValuesAsText("field"))
                .containsExactly("file_name", "content_base64", "filename");
    }

    @Test
    void refusesWhatIsTooLarge() throws Exception {
        byte[] large = new byte[200_000];

        HttpResponse<String> announced =
                server.send(server.request("/v1/assets").POST(BodyPublishers.ofByteArray(large)));
        HttpResponse<String> streamed =
                server.send(
                        server.request("/v1/assets")
                                .POST(
                                        BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(large))));

        ControlPlaneTest.problem(announced, 413, "payload_too_large");
        ControlPlaneTest.problem(streamed, 413, "payload_too_large");
        assertThat(TestServer.json(server.get("/v1/assets"))).isEmpty();
    }

    @Test
    void servesRangesAndValidators() throws Exception {
        String raw = "/v1/assets/" + upload("0123456789") + "/raw";
        HttpResponse<String> whole = server.get(raw);
        String etag = whole.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> part = server.send(server.request(raw).header("Range", "bytes=2-4"));
        HttpResponse<String> tail = server.send(server.request(raw).header("Range", "bytes=-3"));
        HttpResponse<String> beyond = server.send(server.request(raw).header("Range", "bytes=10-"));
        HttpResponse<String> unchanged =
                server.send(server.request(raw).header("If-None-Match", "W/\"x\", " + etag));
        HttpResponse<String> stale =
                server.send(
                        server.request(raw)
                                .header("Range", "bytes=2-4")
                                .header("If-Range", "\"other\""));
        HttpResponse<String> head =
                server.send(server.request(raw).method("HEAD", BodyPublishers.noBody()));

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("234");
        assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 2-4/10");
        assertThat(tail.body()).isEqualTo("789");
        ControlPlaneTest.problem(beyond, 416, "range_not_satisfiable");
        assertThat(beyond.headers().firstValue("Content-Range")).hasValue("bytes */10");
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(stale.statusCode()).isEqualTo(200);
        assertThat(stale.body()).isEqualTo("0123456789");
        assertThat(head.headers().firstValue("Content-Length")).hasValue("10");
        assertThat(head.body()).isEmpty();
        assertThat(whole.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        ControlPlaneTest.problem(
                server.send(server.request(raw).header("If-Match", "\"other\"")),
                412,
                "precondition_failed");
    }

    @Test
    void keepsTheConnectionInStepAfterHeadAndRefusals() throws Exception {
        String raw = "/v1/assets/" + upload("0123456789") + "/raw";
        String head = "HEAD " + raw + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin\r\n\r\n";
        String unknown =
                "HEAD /v1/assets/ast_x/raw HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin\r\n\r\n";
        String last =
                "GET "
                        + raw
                        + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin\r\nConnection: close\r\n\r\n";

        String answers = server.raw(head + unknown + last);

        assertThat(answers).endsWith("\r\n\r\n0123456789");
        assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(4);
        assertThat(answers).contains("HTTP/1.1 404").doesNotContain("asset_not_found");
    }

    @Test
    void letsABearerOfASignedPathRead() throws Exception {
        String id = upload("hello");
        String path = assets.signedPath(assets.find(id).orElseThrow());
        String other = upload("other");

        HttpResponse<String> read = server.send(HttpRequest.newBuilder(server.uri(path)));
        HttpResponse<String> swapped =
                server.send(HttpRequest.newBuilder(server.uri(path.replace(id, other))));
        HttpResponse<String> unsigned =
                server.send(HttpRequest.newBuilder(server.uri("/v1/assets/" + id + "/raw")));

        assertThat(read.body()).isEqualTo("hello");
        ControlPlaneTest.problem(swapped, 403, "invalid_download_token");
        ControlPlaneTest.problem(unsigned, 401, "missing_token");
    }

    @Test
    void letsWorkersReadWhatIsLentAndReadersNoBytesAtAll() throws Exception {
        String id = upload("hello");

        ControlPlaneTest.problem(as("worker", "/v1/assets/" + id), 403, "insufficient_access");
        ControlPlaneTest.problem(
                as("worker", "/v1/assets/" + id + "/raw"), 403, "insufficient_access");
        ControlPlaneTest.problem(
                as("read-only", "/v1/assets/" + id + "/raw"), 403, "insufficient_access");
        assertThat(as("read-only", "/v1/assets/" + id).statusCode()).isEqualTo(200);
        lent.add(id + " to another");
        ControlPlaneTest.problem(
                as("worker", "/v1/assets/" + id + "/raw"), 403, "insufficient_access");
        lent.add(id + " to test-worker");
        assertThat(as("worker", "/v1/assets/" + id + "/raw").body()).isEqualTo("hello");
        assertThat(as("worker", "/v1/assets/" + id).statusCode()).isEqualTo(200);
    }

    @Test
    void tellsThatTheBytesAreGone() throws Exception {
        String id = upload("hello");
        try (Stream<Path> files = Files.walk(home.resolve("assets"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }

        ControlPlaneTest.problem(
                server.get("/v1/assets/" + id + "/raw"), 410, "content_unavailable");
    }

    @Test
    void listsByPages() throws Exception {
        String first = upload("a");
        String second = upload("b");
        String third = upload("c");

        JsonNode page = TestServer.json(server.get("/v1/assets?page=true&limit=2"));
        JsonNode rest =
                TestServer.json(
                        server.get(
                                "/v1/assets?cursor="
                                        + page.at("/pagination/next_cursor").asText()));
        HttpResponse<String> bare = server.get("/v1/assets?limit=2");

        assertThat(page.path("items").findValuesAsText("id")).containsExactly(first, second);
        assertThat(page.at("/pagination/has_more").asBoolean()).isTrue();
        assertThat(rest.path("items").findValuesAsText("id")).containsExactly(third);
        assertThat(rest.at("/pagination/has_more").asBoolean()).isFalse();
        assertThat(TestServer.json(bare)).hasSize(2);
        assertThat(bare.headers().firstValue("Link").orElseThrow())
                .startsWith("</v1/assets?cursor=")
                .endsWith(">; rel=\"next\"");
        ControlPlaneTest.problem(server.get("/v1/assets?page=true&limit=0"), 400, "invalid_limit");
        ControlPlaneTest.problem(server.get("/v1/assets?cursor=%21"), 400, "invalid_cursor");
        ControlPlaneTest.problem(server.get("/v1/assets?cursor=YWJj"), 400, "invalid_cursor");
    }

    private String upload(String content) throws Exception {
        return id(server.send(server.request("/v1/assets").POST(BodyPublishers.ofString(content))));
    }

    private static String id(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return TestServer.json(response).path("id").asText();
    }

    private HttpResponse<String> as(String role, String path) throws Exception {
        return server.send(server.request(path).setHeader("Authorization", "Bearer " + role));
    }
}
