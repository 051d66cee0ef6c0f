package dev.kheish.host.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.json.Json;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlPlaneTest {
    private TestServer server;

    @BeforeAll
    void start() {
        server = TestServer.with(new ThingRoutes());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void callsARouteWithItsCaller() throws Exception {
        HttpResponse<String> response = server.post("/v1/things", "{\"name\":\"a\",\"size\":3}");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(TestServer.json(response).path("by").asText()).isEqualTo("test-admin");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void tellsAllMistakesOfABodyAtOnce() throws Exception {
        HttpResponse<String> response =
                server.post("/v1/things", "{\"size\":\"big\",\"nam\":\"a\"}");

        JsonNode problem = problem(response, 400, "invalid_body");
        assertThat(problem.path("errors").toString())
                .isEqualTo(
                        "[{\"field\":\"name\",\"message\":\"is required\"},"
                                + "{\"field\":\"size\",\"message\":\"must be a whole number\"},"
                                + "{\"field\":\"nam\",\"message\":\"is no member of this object; did you mean 'name'?\"}]");
    }

    @Test
    void refusesBodiesThatAreNoJsonObject() throws Exception {
        for (String body :
                new String[] {
                    "", "[]", "{", "{} x", "{\"name\":1,\"name\":2}", "{\"name\":\"\\ud800\"}"
                }) {
            problem(server.post("/v1/things", body), 400, "invalid_body");
        }
        problem(
                server.post("/v1/things", "{\"name\":" + "[".repeat(70) + "]".repeat(70) + "}"),
                400,
                "invalid_body");
    }

    @Test
    void refusesAnEncodedBody() throws Exception {
        HttpRequest.Builder request =
                server.request("/v1/things")
                        .header("Content-Encoding", "gzip")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"));

        problem(server.send(request), 415, "unsupported_content_encoding");
    }

    @Test
    void answersAnUnknownPathWith404() throws Exception {
        JsonNode problem = problem(server.get("/v1/nothing"), 404, "route_not_found");

        assertThat(problem.path("domain").asText()).isEqualTo("api");
        assertThat(problem.path("type").asText()).isEqualTo("urn:kheish:problem:route_not_found");
        problem(server.get("/"), 404, "route_not_found");
        problem(server.get("/v1"), 404, "route_not_found");
    }

    @Test
    void answersAWrongMethodWith405AndAllow() throws Exception {
        HttpResponse<String> response = server.delete("/v1/things");

        problem(response, 405, "method_not_allowed");
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, POST");
    }

    @Test
    void keepsUndeclaredRoutesToAdmins() throws Exception {
        HttpRequest.Builder asReader =
                server.request("/v1/things").setHeader("Authorization", "Bearer read-only");

        problem(server.send(asReader.GET()), 403, "insufficient_access");
    }

    @Test
    void answersAFailureWithAnIdFromTheLog() throws Exception {
        JsonNode problem = problem(server.get("/v1/things/broken"), 500, "internal_error");

        assertThat(problem.path("detail").asText())
                .containsPattern("error id [0-9a-f]{16}")
                .doesNotContain("secret");
    }

    static JsonNode problem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        JsonNode problem = TestServer.json(response);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asText()).isEqualTo(code);
        return problem;
    }

    private static final class ThingRoutes implements HttpService {
        @Override
        public void routing(HttpRules rules) {
            rules.get("/v1/things", (request, response) -> Reply.nothing(response))
                    .post("/v1/things", Access.WORK.of(ThingRoutes::create))
                    .get(
                            "/v1/things/broken",
                            Access.READ.of(
                                    (request, response) -> {
                                        throw new IllegalStateException("secret");
                                    }));
        }

        private static void create(ServerRequest request, ServerResponse response) {
            Thing thing =
                    Bodies.read(request, in -> new Thing(in.text("name"), in.number("size", 1, 9)));

            Reply.json(
                    response,
                    201,
                    Json.object()
                            .put("name", thing.name())
                            .put("size", thing.size())
                            .put("by", Caller.of(request).name()));
        }
    }

    private record Thing(String name, long size) {}
}
