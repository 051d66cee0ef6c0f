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
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

final class LogRoutesTest {
    private static final String DESK = "/v1/runtime/connectors/lamp/desk";
    private static final String LOGS = DESK + "/logs";

    @TempDir Path home;
    private Rig rig;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        rig = Rig.started(home);
        server =
                TestServer.with(new ConnectorRoutes(rig.connectors), new LogRoutes(rig.connectors));
        server.put(DESK, "{\"allow_anonymous\":true}");
    }

    @AfterEach
    void stop() {
        server.close();
        rig.close();
    }

    @Test
    void showsTheLastLines() throws Exception {
        rig.contextOfLast().output("stdout", "one");
        rig.contextOfLast().output("stderr", "two");

        JsonNode logs = TestServer.json(server.get(LOGS + "?lines=1"));

        long seq = rig.nowMs() * 1000 + 1;
        assertThat(logs.toString())
                .isEqualTo(
                        "{\"lines\":[{\"seq\":%d,\"at_ms\":%d,\"source\":\"stderr\",\"line\":\"two\"}],\"next\":%d}"
                                .formatted(seq, rig.nowMs(), seq));
    }

    @Test
    void goesOnFromWhereItWas() throws Exception {
        rig.contextOfLast().output("stdout", "one");
        long next = TestServer.json(server.get(LOGS)).path("next").asLong();
        assertThat(server.get(LOGS + "?after=" + next).body())
                .isEqualTo("{\"lines\":[],\"next\":" + next + "}");
        CompletableFuture<JsonNode> waiting =
                CompletableFuture.supplyAsync(() -> json(LOGS + "?wait_ms=30000&after=" + next));

        rig.contextOfLast().output("stdout", "two");

        assertThat(waiting.get(20, TimeUnit.SECONDS).findValuesAsText("line"))
                .containsExactly("two");
    }

    @Test
    void linesSurviveAChangeOfTheConnectorAndARestart() throws Exception {
        rig.contextOfLast().output("stdout", "before the change");
        server.put(DESK, "{\"rate\":5}");
        rig.contextOfLast().output("stdout", "after it");
        server.close();
        rig.close();
        rig.pass(1000);
        rig.start();
        server = TestServer.with(new LogRoutes(rig.connectors));

        assertThat(TestServer.json(server.get(LOGS)).findValuesAsText("line"))
                .containsExactly("before the change", "after it");
    }

    @Test
    void answersWithAnEmptyListForAConnectorThatSaysNothing() throws Exception {
        assertThat(server.get(LOGS).body()).isEqualTo("{\"lines\":[],\"next\":0}");
        assertProblem(
                server.get("/v1/runtime/connectors/lamp/none/logs"), 404, "connector_not_found");
    }

    @Test
    void refusesNumbersThatAreNone() throws Exception {
        for (String query :
                List.of(
                        "lines=0",
                        "lines=2001",
                        "lines=x",
                        "lines=",
                        "after=-1",
                        "wait_ms=30001")) {
            assertProblem(server.get(LOGS + "?" + query), 400, "invalid_query");
        }
    }

    @Test
    void isForAdministratorsAlone() throws Exception {
        HttpRequest.Builder request =
                server.request(LOGS).setHeader("Authorization", "Bearer read-only").GET();

        assertProblem(server.send(request), 403, "insufficient_access");
    }

    private JsonNode json(String path) {
        try {
            return TestServer.json(server.get(path));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
