package dev.kheish.host.api;

import static dev.kheish.host.api.ConnectorRoutesTest.assertProblem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.connector.Rig;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

final class SecretRoutesTest {
    private static final String SENTINEL = "sentinel-5eCr3t";
    private static final String DESK = "/v1/runtime/connectors/lamp/desk";
    private static final String SECRETS = "/v1/runtime/secrets";

    @TempDir Path home;
    private Rig rig;
    private TestServer server;

    @BeforeEach
    void start() throws InterruptedException {
        rig = Rig.started(home);
        server =
                TestServer.with(
                        new ConnectorRoutes(rig.connectors),
                        new SecretRoutes(rig.secrets, rig.connectors),
                        new AuthRoutes(rig.leases, rig.connectors));
    }

    @AfterEach
    void stop() {
        server.close();
        rig.close();
    }

    @Test
    void takesTheRecordOfOlderClients() throws Exception {
        HttpResponse<String> response =
                server.post(
                        SECRETS,
                        "{\"slot_id\":\"a.b\",\"provider\":\"generic\",\"mode\":\"opaque_secret\","
                                + "\"state\":{\"value\":\"v\"},\"updated_at_ms\":1750000000000}");

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode status = TestServer.json(response);
        assertThat(status.path("slot_id").asText()).isEqualTo("a.b");
        assertThat(status.path("provider").asText()).isEqualTo("generic");
        assertThat(status.path("mode").asText()).isEqualTo("opaque_secret");
        assertThat(rig.secrets.value("a.b")).contains("v");
    }

    @Test
    void takesAPlainValue() throws Exception {
        assertThat(server.put(SECRETS + "/a", "{\"value\":\"one\"}").statusCode()).isEqualTo(201);
        assertThat(server.put(SECRETS + "/a", "{\"value\":\"two\"}").statusCode()).isEqualTo(200);
        assertThat(rig.secrets.value("a")).contains("two");
        assertThat(TestServer.json(server.get(SECRETS)).findValuesAsText("slot_id"))
                .containsExactly("a");
    }

    @Test
    void refusesWhatIsNoSecret() throws Exception {
        assertProblem(
                server.post(SECRETS, "{\"slot_id\":\"a b\",\"state\":{\"value\":\"v\"}}"),
                400,
                "invalid_body");
        assertProblem(server.post(SECRETS, "{\"slot_id\":\"a\"}"), 400, "invalid_body");
        assertProblem(
                server.post(SECRETS, "{\"slot_id\":\"a\",\"state\":{\"vlue\":\"v\"}}"),
                400,
                "invalid_body");
        assertProblem(
                server.post(
                        SECRETS,
                        "{\"slot_id\":\"a\",\"provider\":\"google\",\"state\":{\"value\":\"v\"}}"),
                400,
                "invalid_body");
        assertProblem(server.put(SECRETS + "/a", "{\"value\":\"  \"}"), 400, "invalid_body");
        assertProblem(server.put(SECRETS + "/.a", "{\"value\":\"v\"}"), 400, "invalid_slot_name");
        assertProblem(server.get(SECRETS + "/none"), 404, "secret_not_found");
        assertProblem(server.delete(SECRETS + "/none"), 404, "secret_not_found");
    }

    @Test
    void staysWhileItIsUsedAndCanBeRevoked() throws Exception {
        server.put(SECRETS + "/a", "{\"value\":\"v\"}");
        server.put(DESK, "{\"token\":{\"secret_ref\":\"a\"}}");

        JsonNode refusal = assertProblem(server.delete(SECRETS + "/a"), 409, "secret_in_use");
        assertThat(refusal.path("used_by").toString()).isEqualTo("[\"lamp/desk\"]");
        assertThat(TestServer.json(server.get(SECRETS + "/a")).path("used_by").toString())
                .isEqualTo("[\"lamp/desk\"]");

        HttpResponse<String> revoked = server.post("/v1/runtime/auth/slots/a/revoke", "");
        assertThat(revoked.body()).isEqualTo("{\"slot_id\":\"a\",\"revoked_leases\":0}");
        rig.awaitState("desk", "error");
        server.put(SECRETS + "/a", "{\"value\":\"w\"}");
        rig.awaitState("desk", "active");

        server.delete(DESK);
        assertThat(server.delete(SECRETS + "/a").body()).isEqualTo("{\"accepted\":true}");
    }

    @Test
    void aValueIsFoundNowhere() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        Handler handler = new Recorder(seen);
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        root.setLevel(Level.ALL);
        root.addHandler(handler);
        try {
            for (String body : bodies()) {
                seen.add(server.put(DESK, body).body());
            }
            seen.add(
                    server.post(
                                    SECRETS,
                                    "{\"slot_id\":\"p\",\"state\":{\"value\":\""
                                            + SENTINEL
                                            + "\"}}")
                            .body());
            seen.add(server.put(SECRETS + "/q", "{\"value\":\"" + SENTINEL + "\"}").body());
            seen.add(server.put(SECRETS + "/q", "{\"value\":\"" + SENTINEL + "\",\"x\":1}").body());
            rig.write("connectors: {lamp: {f: {token: {value: " + SENTINEL + "}}}}");
            rig.awaitState("f", "error");
            for (String path :
                    List.of(
                            DESK,
                            DESK + "/references",
                            "/v1/runtime/connectors",
                            SECRETS,
                            SECRETS + "/p")) {
                seen.add(server.get(path).body());
            }
            seen.add(server.post(DESK + "/test", "").body());
            assertThat(rig.secretOfLast("token")).contains(SENTINEL);
        } finally {
            root.removeHandler(handler);
            root.setLevel(before);
        }
        seen.addAll(rig.audited);
        seen.addAll(
                rig.store.read(
                        reader ->
                                reader.list(
                                        "select coalesce(data, '') from event",
                                        row -> row.text(1))));

        assertThat(seen).hasSizeGreaterThan(20).noneMatch(text -> text.contains(SENTINEL));
        Files.delete(home.resolve("connectors.yaml"));
        assertThat(filesWithSentinel()).isEmpty();
        stopStore();
        assertThat(filesWithSentinel()).isEmpty();
        rig = Rig.started(home);
    }

    private static List<String> bodies() {
        String value = "{\"value\":\"" + SENTINEL + "\"}";
        return List.of(
                "{\"token\":{\"value\":\"" + SENTINEL + "\",\"env\":\"V\"}}",
                "{\"token\":{\"value\":\"" + SENTINEL + "\",\"other\":1}}",
                "{\"token\":" + value + ",\"nope\":1}",
                "{\"token\":" + value + ",\"platform\":\"p\"}",
                "{\"token\":" + value + ",\"platform\":\"q\"}",
                "{\"token\":\"" + SENTINEL + "\"}",
                "{\"token\":[\"" + SENTINEL + "\"]}",
                "{\"token\":" + value + ",\"signing_secret\":" + value + "}",
                "{\"team_tokens\":[{\"team_id\":\"T1\",\"bot_token\":" + value + "}]}",
                "{\"team_tokens\":[{\"team_id\":\"T 1\",\"bot_token\":" + value + "}]}",
                "{\"child\":{\"command\":" + value + "}}",
                "{\"child\":null,\"token\":" + value);
    }

    private void stopStore() {
        rig.stop();
    }

    private List<String> filesWithSentinel() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                if (content.contains(SENTINEL)) {
                    found.add(file.toString());
                }
            }
        }
        return found;
    }

    private static final class Recorder extends Handler {
        private final List<String> seen;

        Recorder(List<String> seen) {
            this.seen = seen;
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord logged) {
            seen.add(
                    logged.getMessage()
                            + " "
                            + List.of(parameters(logged))
                            + " "
                            + logged.getThrown());
        }

        private static Object[] parameters(LogRecord logged) {
            return logged.getParameters() == null ? new Object[0] : logged.getParameters();
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
