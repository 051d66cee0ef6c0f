package dev.kheish.host.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.connector.NoConnectors;
import dev.kheish.host.json.Json;
import dev.kheish.host.run.NewRun;
import dev.kheish.host.run.OutputAssets;
import dev.kheish.host.run.OutputReader;
import dev.kheish.host.run.RunInput;
import dev.kheish.host.run.RunSettings;
import dev.kheish.host.run.RunViews;
import dev.kheish.host.run.Runs;
import dev.kheish.host.run.Schedules;
import dev.kheish.host.session.NewSession;
import dev.kheish.host.session.Session;
import dev.kheish.host.session.Session.Terms;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Store;
import dev.kheish.host.stream.EventLog;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The routes of runs and schedules over a real server. */
final class RunRoutesTest {
    @TempDir private Path folder;
    private Store store;
    private Sessions sessions;
    private Runs runs;
    private Schedules schedules;
    private TestServer server;

    @BeforeEach
    void open() {
        Clock clock = Clock.systemUTC();
        store = Store.open(folder.resolve("store.db"));
        EventLog events = new EventLog(clock);
        sessions = new Sessions(store, events, clock);
        runs = new Runs(store, sessions, events, clock, RunSettings.DEFAULT, (_, _, _) -> {});
        schedules = new Schedules(store, sessions, runs, clock);
        var connectors = new NoConnectors();
        server =
                TestServer.with(
                        new RunRoutes(
                                runs,
                                new RunViews(store, runs, (_, _) -> Json.array()),
                                new OutputReader(connectors, new KnownAssets("ast_1"))),
                        new ScheduleRoutes(schedules, connectors));
    }

    @AfterEach
    void close() {
        server.close();
        schedules.close();
        runs.close();
        sessions.close();
        store.close();
    }

    @Test
    void aWorkerClaimsAnswersAndCompletes() throws Exception {
        String run = add("s", "order 1");

        JsonNode claim = claim();
        assertThat(claim.path("run_id").asText()).isEqualTo(run);
        assertThat(claim.path("status").asText()).isEqualTo("running");
        assertThat(claim.path("attempt").asInt()).isEqualTo(1);
        assertThat(claim.path("request").path("text_preview").asText()).isEqualTo("order 1");
        String token = claim.path("lease_token").asText();
        assertThat(post(run + "/heartbeat", "{'lease_token':'%s'}", token).statusCode())
                .isEqualTo(200);
        assertThat(
                        post(
                                        run + "/output",
                                        "{'lease_token':'%s','content':'part','output_id':'1'}",
                                        token)
                                .statusCode())
                .isEqualTo(200);
        String completion =
                "{'lease_token':'%s','outputs':['done',{'parts':[{'type':'attachment','asset_id':'ast_1'}]}]}";
        HttpResponse<String> first = post(run + "/complete", completion, token);
        HttpResponse<String> again = post(run + "/complete", completion, token);

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        JsonNode view = json(server.get("/v1/runs/" + run));
        assertThat(view.path("status").asText()).isEqualTo("completed");
        assertThat(view.path("outputs")).hasSize(3);
        assertThat(view.path("outputs").get(0).path("content").asText()).isEqualTo("part");
    }

    @Test
    void aStaleTokenIsAConflict() throws Exception {
        String run = add("s", "x");

        ControlPlaneTest.problem(
                post(run + "/complete", "{'lease_token':'%s'}", "nonsense"), 409, "run_lease_lost");
    }

    @Test
    void whatIsWrongWithAnOutputIsSaid() throws Exception {
        String run = add("s", "x");
        String token = claim().path("lease_token").asText();

        ControlPlaneTest.problem(
                post(
                        run + "/complete",
                        "{'lease_token':'%s','outputs':[{'parts':[{'type':'attachment','asset_id':'ast_9'}]}]}",
                        token),
                400,
                "unknown_asset");
        HttpResponse<String> unknown =
                post(run + "/complete", "{'lease_token':'%s','outputs':[{'contents':'x'}]}", token);
        ControlPlaneTest.problem(unknown, 400, "invalid_output");
        assertThat(unknown.body()).contains("contents");
        ControlPlaneTest.problem(
                post(run + "/complete", "{'lease_token':'%s','ouputs':[]}", token),
                400,
                "invalid_body");
        assertThat(json(server.get("/v1/runs/" + run)).path("status").asText())
                .isEqualTo("running");
    }

    @Test
    void failCancelAndReplay() throws Exception {
        String run = add("s", "x");
        String token = claim().path("lease_token").asText();
        HttpResponse<String> failed =
                post(run + "/fail", "{'lease_token':'%s','error':'no','retry':false}", token);
        assertThat(json(failed).path("status").asText()).isEqualTo("failed");

        HttpResponse<String> replay = server.post("/v1/runs/" + run + "/replay", "");
        assertThat(replay.statusCode()).isEqualTo(202);
        String second = json(replay).path("run_id").asText();
        assertThat(json(replay).path("replay_of").asText()).isEqualTo(run);
        ControlPlaneTest.problem(
                server.post("/v1/runs/" + second + "/replay", ""), 409, "run_not_finished");
        assertThat(json(server.post("/v1/runs/" + second + "/cancel", "")).path("status").asText())
                .isEqualTo("cancelled");
        ControlPlaneTest.problem(
                server.post("/v1/runs/run_nothing/cancel", ""), 404, "run_not_found");
    }

    @Test
    void listsArePagedAndFiltered() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(add("s" + i % 2, "n" + i));
        }
        server.post("/v1/runs/" + ids.get(4) + "/cancel", "");

        assertThat(ids(json(server.get("/v1/runs")))).containsExactlyElementsOf(ids);
        assertThat(ids(json(server.get("/v1/runs?order=desc&limit=2"))))
                .containsExactly(ids.get(4), ids.get(3));
        assertThat(ids(json(server.get("/v1/runs?session_id=s1"))))
                .containsExactly(ids.get(1), ids.get(3));
        assertThat(ids(json(server.get("/v1/runs?status=cancelled")))).containsExactly(ids.get(4));
        assertThat(ids(json(server.get("/v1/runs?status=queued")))).hasSize(4);
        assertThat(ids(json(server.get("/v1/runs?status=running")))).isEmpty();
        assertThat(ids(json(server.get("/v1/runs?connector=chat:x")))).isEmpty();
        JsonNode page = json(server.get("/v1/runs?page=true&limit=3"));
        String cursor = page.path("pagination").path("next_cursor").asText();
        assertThat(ids(page.path("items"))).containsExactlyElementsOf(ids.subList(0, 3));
        assertThat(ids(json(server.get("/v1/runs?cursor=" + cursor)).path("items")))
                .containsExactlyElementsOf(ids.subList(3, 5));
        ControlPlaneTest.problem(server.get("/v1/runs?status=odd"), 400, "invalid_status");
        ControlPlaneTest.problem(server.get("/v1/runs?order=up"), 400, "invalid_order");
    }

    @Test
    void aQueuedRunKnowsItsPosition() throws Exception {
        add("s", "1");
        claim();
        add("s", "2");
        String third = add("s", "3");

        assertThat(json(server.get("/v1/runs/" + third)).path("queued_position").asInt())
                .isEqualTo(2);
    }

    @Test
    void aScheduleIsMadeTriggeredAndDeleted() throws Exception {
        HttpResponse<String> created =
                server.post(
                        "/v1/schedules",
                        quoted(
                                "{'session_id':'s','cadence':{'type':'interval','every_seconds':60},"
                                        + "'request':{'content':'tick'}}"));
        assertThat(created.statusCode()).isEqualTo(201);
        String id = json(created).path("schedule").path("schedule_id").asText();

        JsonNode triggered = json(server.post("/v1/schedules/" + id + "/trigger", ""));

        String run = triggered.path("schedule").path("last_run_id").asText();
        assertThat(json(server.get("/v1/runs/" + run)).path("kind").asText())
                .isEqualTo("scheduled_input");
        assertThat(json(server.get("/v1/schedules"))).hasSize(1);
        assertThat(server.delete("/v1/schedules/" + id).statusCode()).isEqualTo(204);
        ControlPlaneTest.problem(server.get("/v1/schedules/" + id), 404, "schedule_not_found");
    }

    @Test
    void aScheduleSaysAllThatIsWrong() throws Exception {
        HttpResponse<String> response =
                server.post(
                        "/v1/schedules",
                        quoted(
                                "{'session_id':'s','cadence':{'type':'interval','every_seconds':1},"
                                        + "'request':{},'overlapp':'skip'}"));

        ControlPlaneTest.problem(response, 400, "invalid_body");
        assertThat(response.body())
                .contains("every_seconds")
                .contains("content")
                .contains("overlapp");
    }

    private JsonNode claim() throws IOException, InterruptedException {
        HttpResponse<String> response =
                server.post("/v1/runs/claim", quoted("{'worker':'w','wait_ms':5000}"));
        assertThat(response.statusCode()).isEqualTo(200);
        return json(response).path("runs").get(0);
    }

    private HttpResponse<String> post(String path, String body, String token)
            throws IOException, InterruptedException {
        return server.post("/v1/runs/" + path, quoted(body.formatted(token)));
    }

    private String add(String sessionId, String text) throws InterruptedException {
        String input = RunInput.ofText("api", "test", text).write();
        return store.write(
                        tx -> {
                            Session session =
                                    sessions.find(tx, sessionId)
                                            .orElseGet(
                                                    () ->
                                                            sessions.create(
                                                                    tx,
                                                                    new NewSession(
                                                                            sessionId,
                                                                            null,
                                                                            null,
                                                                            Terms.NONE)));
                            return runs.add(tx, NewRun.of(session.seq(), input));
                        })
                .text();
    }

    private static List<String> ids(JsonNode list) {
        List<String> ids = new ArrayList<>();
        list.forEach(each -> ids.add(each.path("run_id").asText()));
        return ids;
    }

    private static JsonNode json(HttpResponse<String> response) {
        return Json.readStored(response.body());
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }

    /** Knows the assets it was told of, and keeps none. */
    private record KnownAssets(String id) implements OutputAssets {
        @Override
        public boolean isKnown(String assetId) {
            return id.equals(assetId);
        }

        @Override
        public String keep(String fileName, String mediaType, byte[] bytes) {
            return "ast_kept_" + fileName + "_" + bytes.length;
        }
    }
}
