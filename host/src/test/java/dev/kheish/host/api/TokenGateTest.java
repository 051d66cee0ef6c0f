package dev.kheish.host.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.audit.AuditLog;
import dev.kheish.host.audit.RefusalCounts;
import dev.kheish.host.store.Store;
import dev.kheish.host.web.ServerLimits;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;

class TokenGateTest {
    private final Clock clock = Clock.systemUTC();
    private final AuditLog audit = new AuditLog(clock);

    @TempDir private Path home;
    private Path adminFile;
    private Store store;
    private RefusalCounts refusals;
    private TestServer server;

    @BeforeEach
    void start() {
        adminFile = home.resolve("admin-token");
        store = Store.open(home.resolve("kheish.db"));
        refusals = new RefusalCounts(store, audit);
        serve();
    }

    @AfterEach
    void stop() {
        server.close();
        refusals.close();
        store.close();
    }

    @Test
    void makesAnAdminTokenThatOnlyTheOwnerMayRead() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(adminFile)))
                .isEqualTo("rw-------");
        assertThat(call(admin(), "/v1/runtime/tokens").statusCode()).isEqualTo(200);
    }

    @Test
    void takesTheFilesNewTokenWithoutARestart() throws Exception {
        String old = admin();
        assertThat(call(old, "/v1/runtime/tokens").statusCode()).isEqualTo(200);

        Files.writeString(adminFile, "another-one\n");

        assertThat(call("another-one", "/v1/runtime/tokens").statusCode()).isEqualTo(200);
        ControlPlaneTest.problem(call(old, "/v1/runtime/tokens"), 401, "invalid_token");
    }

    @Test
    void letsNobodyInWhileTheFileIsBlankOrGone() throws Exception {
        String token = admin();
        Files.writeString(adminFile, "\n");
        ControlPlaneTest.problem(call(token, "/v1/runtime/tokens"), 401, "invalid_token");
        Files.delete(adminFile);
        ControlPlaneTest.problem(call(token, "/v1/runtime/tokens"), 401, "invalid_token");

        Files.writeString(adminFile, token);

        assertThat(call(token, "/v1/runtime/tokens").statusCode()).isEqualTo(200);
    }

    @Test
    void showsATokenOnceAndEndsItWhenRevoked() throws Exception {
        String worker = create("w1", "worker", "");
        assertThat(worker).startsWith("kht_");

        HttpResponse<String> refused = call(worker, "/v1/runtime/tokens");
        HttpResponse<String> list = call(admin(), "/v1/runtime/tokens");
        HttpResponse<String> again = post("{\"name\":\"w1\",\"role\":\"worker\"}");
        HttpResponse<String> revoked = server.send(as(admin(), "/v1/runtime/tokens/w1").DELETE());

        assertThat(
                        ControlPlaneTest.problem(refused, 403, "insufficient_access")
                                .path("detail")
                                .asText())
                .isEqualTo("This needs the role admin; token 'w1' has worker.");
        assertThat(list.body()).contains("\"w1\"").doesNotContain(worker);
        ControlPlaneTest.problem(again, 409, "token_exists");
        assertThat(revoked.statusCode()).isEqualTo(200);
        ControlPlaneTest.problem(call(worker, "/v1/runtime/tokens"), 401, "invalid_token");
        assertThat(create("w1", "worker", "")).isNotEqualTo(worker);
    }

    @Test
    void keepsTokensOverARestartAndNeverTheirText() throws Exception {
        String reader = create("r", "read-only", "");
        server.close();
        serve();

        ControlPlaneTest.problem(call(reader, "/v1/runtime/tokens"), 403, "insufficient_access");
        long found =
                store.read(
                        reader0 ->
                                reader0.number(
                                        "select count(*) from token where instr(hash, ?) > 0",
                                        -1,
                                        reader));
        assertThat(found).isZero();
    }

    @Test
    void endsATokenWhenItExpires() throws Exception {
        String token = create("short", "admin", ",\"expires_in_seconds\":3600");
        assertThat(call(token, "/v1/runtime/tokens").statusCode()).isEqualTo(200);

        store.write(tx -> tx.update("update token set expires_ms = 1"));
        server.close();
        serve();

        ControlPlaneTest.problem(call(token, "/v1/runtime/tokens"), 401, "invalid_token");
    }

    @Test
    void saysWhatIsWrongWithTheCredentials() throws Exception {
        HttpResponse<String> missing =
                server.send(HttpRequest.newBuilder(server.uri("/v1/runtime/tokens")));
        HttpResponse<String> malformed =
                server.send(
                        HttpRequest.newBuilder(server.uri("/v1/runtime/tokens"))
                                .header("Authorization", "Basic eA=="));

        ControlPlaneTest.problem(missing, 401, "missing_token");
        ControlPlaneTest.problem(malformed, 401, "malformed_token");
        assertThat(missing.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer realm=\"kheish\"");
        ControlPlaneTest.problem(
                server.send(HttpRequest.newBuilder(server.uri("/v1/no/such/route"))),
                401,
                "missing_token");
    }

    @Test
    void slowsDownWhoeverGuessesAndNeverAValidToken() throws Exception {
        for (int i = 0; i < 60; i++) {
            ControlPlaneTest.problem(call("guess" + i, "/v1/runtime/tokens"), 401, "invalid_token");
        }

        HttpResponse<String> limited = call("guess", "/v1/runtime/tokens");

        ControlPlaneTest.problem(limited, 429, "rate_limited");
        assertThat(limited.headers().firstValue("Retry-After")).hasValue("60");
        assertThat(call(admin(), "/v1/runtime/tokens").statusCode()).isEqualTo(200);
        refusals.flush();
        JsonNode audit =
                TestServer.json(call(admin(), "/v1/runtime/audit?page=true")).path("items");
        assertThat(audit).hasSize(1);
        assertThat(audit.get(0).path("detail").path("count").asInt()).isEqualTo(61);
    }

    @Test
    void refusesPagesOfOtherHosts() throws Exception {
        ControlPlaneTest.problem(
                server.send(
                        as(admin(), "/v1/runtime/tokens").header("Origin", "https://evil.example")),
                403,
                "origin_not_allowed");
        ControlPlaneTest.problem(
                server.send(as(admin(), "/v1/runtime/tokens").header("Origin", "null")),
                403,
                "origin_not_allowed");
        assertThat(
                        server.send(
                                        as(admin(), "/v1/runtime/tokens")
                                                .header("Origin", "http://localhost:3000"))
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void auditsTokensAndVerifiesTheChain() throws Exception {
        create("w1", "worker", "");
        server.send(as(admin(), "/v1/runtime/tokens/w1").DELETE());

        HttpResponse<String> entries = call(admin(), "/v1/runtime/audit");
        HttpResponse<String> verification = call(admin(), "/v1/runtime/audit/verification");

        assertThat(TestServer.json(entries).findValuesAsText("action"))
                .containsExactly("token_revoke", "token_create");
        assertThat(verification.body()).isEqualTo("{\"intact\":true,\"checked\":2}");
    }

    private void serve() {
        Tokens tokens = Tokens.open(store, audit, clock, adminFile);
        server =
                TestServer.with(
                        new TokenGate(tokens, refusals, clock),
                        ServerLimits.defaults(),
                        new TokenRoutes(tokens, clock),
                        new AuditRoutes(store, audit));
    }

    private String admin() throws Exception {
        return Files.readString(adminFile).strip();
    }

    private String create(String name, String role, String more) throws Exception {
        HttpResponse<String> response =
                post("{\"name\":\"%s\",\"role\":\"%s\"%s}".formatted(name, role, more));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return TestServer.json(response).path("token").asText();
    }

    private HttpResponse<String> post(String body) throws Exception {
        return server.send(
                as(admin(), "/v1/runtime/tokens").POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> call(String token, String path) throws Exception {
        return server.send(as(token, path));
    }

    private HttpRequest.Builder as(String token, String path) {
        return server.request(path).setHeader("Authorization", "Bearer " + token);
    }
}
