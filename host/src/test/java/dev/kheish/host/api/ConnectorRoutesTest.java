package dev.kheish.host.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.connector.Reference;
import dev.kheish.host.connector.Rig;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

final class ConnectorRoutesTest {
    private static final String DESK = "/v1/runtime/connectors/lamp/desk";

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
                        new KindRoutes(rig.connectors));
    }

    @AfterEach
    void stop() {
        server.close();
        rig.close();
    }

    @Test
    void createsThenChanges() throws Exception {
        HttpResponse<String> created = server.put(DESK, "{\"allow_anonymous\":true}");
        HttpResponse<String> changed = server.put(DESK, "{\"rate\":5}");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("ETag")).hasValue("\"1\"");
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.headers().firstValue("ETag")).hasValue("\"2\"");
        JsonNode view = TestServer.json(server.get(DESK));
        assertThat(view.path("rate").asInt()).isEqualTo(5);
        assertThat(view.path("state").asText()).isEqualTo("active");
        assertThat(view.path("routes").get(0).asText()).isEqualTo("GET /v1/connectors/lamp/desk");
    }

    @Test
    void holdsToPreconditions() throws Exception {
        server.put(DESK, "{\"allow_anonymous\":true}");

        assertThat(put("If-Match", "\"9\"").statusCode()).isEqualTo(412);
        assertThat(put("If-None-Match", "*").statusCode()).isEqualTo(412);
        assertThat(put("If-Match", "\"1\"").statusCode()).isEqualTo(200);
        HttpResponse<String> stale =
                server.send(server.request(DESK).header("If-Match", "\"1\"").DELETE());
        assertProblem(stale, 412, "precondition_failed");
    }

    @Test
    void namesAllMistakesByField() throws Exception {
        HttpResponse<String> response =
                server.put(
                        DESK,
                        "{\"rate\":0,\"actr_id\":\"a\",\"token\":{\"env\":\"V\",\"value\":\"v\"}}");

        JsonNode problem = assertProblem(response, 400, "invalid_config");
        assertThat(problem.path("errors").toString())
                .isEqualTo(
                        "[{\"field\":\"rate\",\"message\":\"must be from 1 to"
                                + " 1000\"},{\"field\":\"actr_id\",\"message\":\"is not known; did you"
                                + " mean 'actor_id'?\"},{\"field\":\"token\",\"message\":\"env cannot"
                                + " be combined with value or secret_ref\"}]");
        assertProblem(server.get(DESK), 404, "connector_not_found");
    }

    @Test
    void refusesBodiesThatAreNoObjects() throws Exception {
        for (String body : new String[] {"", "[]", "{", "{\"a\":1,\"a\":2}", "\"x\"", "null"}) {
            assertProblem(server.put(DESK, body), 400, "invalid_body");
        }
    }

    @Test
    void hasACodeForEachRefusal() throws Exception {
        server.put(DESK, "{\"allow_anonymous\":true,\"platform\":\"a\"}");
        rig.write("connectors: {lamp: {filed: {allow_anonymous: true}}}");
        rig.references.add(new Reference("schedule", "sch_1", "names it"));

        assertProblem(server.put(DESK, "{\"platform\":\"b\"}"), 409, "immutable_setting");
        assertProblem(server.put("/v1/runtime/connectors/lamp/filed", "{}"), 409, "file_backed");
        assertProblem(server.delete("/v1/runtime/connectors/lamp/filed"), 409, "file_backed");
        assertProblem(server.put("/v1/runtime/connectors/lmap/x", "{}"), 400, "unknown_kind");
        assertProblem(server.put("/v1/runtime/connectors/lamp/a:b", "{}"), 400, "invalid_config");
        assertProblem(
                server.delete("/v1/runtime/connectors/lamp/none"), 404, "connector_not_found");
        assertProblem(server.delete(DESK + "?drain=maybe"), 400, "invalid_query");
        JsonNode inUse = assertProblem(server.delete(DESK), 409, "connector_in_use");
        assertThat(inUse.path("references").get(0).path("id").asText()).isEqualTo("sch_1");
    }

    @Test
    void drainsWhatIsStillNeeded() throws Exception {
        server.put(DESK, "{\"allow_anonymous\":true}");
        rig.references.add(new Reference("delivery", "dlv_1", "unfinished"));

        HttpResponse<String> draining = server.delete(DESK + "?drain=true");

        assertThat(draining.statusCode()).isEqualTo(202);
        assertThat(TestServer.json(server.get(DESK)).path("state").asText()).isEqualTo("draining");
        assertThat(TestServer.json(server.get(DESK + "/references")).path("references")).hasSize(1);
        assertProblem(server.put(DESK, "{}"), 409, "connector_draining");
        rig.references.clear();
        assertThat(TestServer.json(server.delete(DESK)).path("accepted").asBoolean()).isTrue();
    }

    @Test
    void pausesResumesAndTests() throws Exception {
        server.put(DESK, "{\"allow_anonymous\":true}");

        assertThat(TestServer.json(server.post(DESK + "/pause", "")).path("state").asText())
                .isEqualTo("paused");
        assertThat(TestServer.json(server.post(DESK + "/test", "")).path("ok").asBoolean())
                .isFalse();
        assertThat(TestServer.json(server.post(DESK + "/resume", "")).path("state").asText())
                .isEqualTo("active");
        assertThat(TestServer.json(server.post(DESK + "/test", "")).path("ok").asBoolean())
                .isTrue();
        assertProblem(
                server.post("/v1/runtime/connectors/lamp/none/pause", ""),
                404,
                "connector_not_found");
    }

    @Test
    void listsInOrderAndInPages() throws Exception {
        for (String name : new String[] {"c", "a", "b"}) {
            server.put("/v1/runtime/connectors/lamp/" + name, "{\"allow_anonymous\":true}");
        }

        assertThat(TestServer.json(server.get("/v1/runtime/connectors")).findValuesAsText("name"))
                .containsExactly("a", "b", "c");
        JsonNode page = TestServer.json(server.get("/v1/runtime/connectors?page=true&limit=2"));
        String cursor = page.path("pagination").path("next_cursor").asText();
        assertThat(page.path("items").findValuesAsText("name")).containsExactly("a", "b");
        assertThat(
                        TestServer.json(server.get("/v1/runtime/connectors?cursor=" + cursor))
                                .path("items")
                                .findValuesAsText("name"))
                .containsExactly("c");
    }

    @Test
    void readersSeeAndChangeNothingElse() throws Exception {
        server.put(DESK, "{\"allow_anonymous\":true}");

        assertThat(as("read-only", DESK).statusCode()).isEqualTo(200);
        assertThat(as("worker", DESK).statusCode()).isEqualTo(403);
        assertThat(as("read-only", "/v1/runtime/secrets").statusCode()).isEqualTo(403);
        assertThat(
                        server.send(
                                        server.request(DESK)
                                                .setHeader("Authorization", "Bearer read-only")
                                                .PUT(HttpRequest.BodyPublishers.ofString("{}")))
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void describesKinds() throws Exception {
        JsonNode kinds = TestServer.json(server.get("/v1/runtime/kinds"));

        assertThat(kinds.findValuesAsText("kind")).containsExactly("bell", "lamp");
        JsonNode lamp = TestServer.json(server.get("/v1/runtime/kinds/lamp"));
        assertThat(lamp.path("settings").get(3).toString())
                .isEqualTo("{\"name\":\"token\",\"type\":\"secret\",\"secret\":true}");
        assertThat(lamp.path("settings").get(6).toString())
                .isEqualTo(
                        "{\"name\":\"rate\",\"type\":\"int\",\"default\":60,\"min\":1,\"max\":1000,\"role\":\"ingress_rate\"}");
        assertProblem(server.get("/v1/runtime/kinds/none"), 404, "kind_not_found");
    }

    private HttpResponse<String> put(String header, String value) throws Exception {
        return server.send(
                server.request(DESK)
                        .header(header, value)
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"rate\":9}")));
    }

    private HttpResponse<String> as(String role, String path) throws Exception {
        return server.send(server.request(path).setHeader("Authorization", "Bearer " + role).GET());
    }

    static JsonNode assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        JsonNode problem = TestServer.json(response);
        assertThat(problem.path("code").asText()).isEqualTo(code);
        return problem;
    }
}
