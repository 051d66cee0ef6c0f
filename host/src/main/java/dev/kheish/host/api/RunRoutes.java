package dev.kheish.host.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.run.OutputReader;
import dev.kheish.host.run.Replay;
import dev.kheish.host.run.RunQuery;
import dev.kheish.host.run.RunState;
import dev.kheish.host.run.RunViews;
import dev.kheish.host.run.Runs;
import dev.kheish.host.run.StoredRun;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ProblemException;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** {@code /v1/runs}: what is to be done, and how workers do it. */
public final class RunRoutes implements HttpService {
    private final Runs runs;
    private final RunViews views;
    private final LeaseRoutes leases;

    public RunRoutes(Runs runs, RunViews views, OutputReader outputs) {
        this.runs = runs;
        this.views = views;
        this.leases = new LeaseRoutes(runs, views, outputs);
    }

    @Override
    public void routing(HttpRules rules) {
        leases.routing(rules);
        rules.get("/v1/runs", Access.READ.of(this::list))
                .get("/v1/runs/{id}", Access.READ.of(this::get))
                .post("/v1/runs/{id}/cancel", Access.ADMIN.of(this::cancel))
                .post("/v1/runs/{id}/replay", Access.ADMIN.of(this::replay));
    }

    private void list(ServerRequest request, ServerResponse response) {
        Paging paging = Paging.of(request);
        boolean newestFirst = newestFirst(request);
        RunQuery query =
                new RunQuery(
                        filter(request, "session_id"),
                        state(request),
                        connector(request),
                        newestFirst,
                        paging.afterNumber().orElse(null),
                        paging.fetch());
        String direction = newestFirst ? "desc" : "asc";
        paging.send(
                response,
                views.list(query),
                "submitted_at_ms_%1$s,run_id_%1$s".formatted(direction),
                view -> Long.toString(view.seq()),
                RunViews.View::json);
    }

    private void get(ServerRequest request, ServerResponse response) {
        Reply.json(response, view(id(request)));
    }

    private void cancel(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        String id = id(request);
        Optional<StoredRun> run = runs.cancel(id);
        if (run.isEmpty()) {
            throw unknown(id);
        }
        Reply.json(response, view(id));
    }

    private void replay(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        String id = id(request);
        switch (runs.replay(id)) {
            case Replay.Made(StoredRun run) -> Reply.json(response, 202, view(run.text()));
            case Replay.Unfinished(RunState state) ->
                    throw Problem.conflict(
                                    "run_not_finished",
                                    "Run %s is %s; only runs that have ended can be replayed."
                                            .formatted(id, state.text()))
                            .domain("runs")
                            .exception();
            case Replay.Pruned _ ->
                    throw Problem.conflict(
                                    "run_pruned",
                                    "Run %s was emptied because of its age (retention.runs): nothing is left that could be done again."
                                            .formatted(id))
                            .domain("runs")
                            .exception();
            case Replay.Unknown() -> throw unknown(id);
        }
    }

    private ObjectNode view(String id) {
        return views.find(id).orElseThrow(() -> unknown(id));
    }

    static ProblemException unknown(String id) {
        return Problem.notFound("run_not_found", "There is no run '%s'.".formatted(id))
                .domain("runs")
                .exception();
    }

    private static boolean newestFirst(ServerRequest request) {
        String order = Optional.ofNullable(filter(request, "order")).orElse("asc");
        if (!order.equals("asc") && !order.equals("desc")) {
            throw Problem.badRequest("invalid_order", "order must be asc or desc.")
                    .domain("pagination")
                    .exception();
        }
        return order.equals("desc");
    }

    private static @Nullable RunState state(ServerRequest request) {
        String status = filter(request, "status");
        return status == null
                ? null
                : RunState.of(status)
                        .orElseThrow(
                                () ->
                                        Problem.badRequest(
                                                        "invalid_status",
                                                        "There is no run status '%s'."
                                                                .formatted(status))
                                                .domain("runs")
                                                .exception());
    }

    private static @Nullable String connector(ServerRequest request) {
        String name = filter(request, "connector");
        if (name != null && name.indexOf(':') < 1) {
            throw Problem.badRequest(
                            "invalid_connector", "connector names a connector as kind:name.")
                    .domain("runs")
                    .exception();
        }
        return name;
    }

    private static @Nullable String filter(ServerRequest request, String name) {
        return request.query().first(name).asOptional().orElse(null);
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }
}
