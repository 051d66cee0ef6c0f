package dev.kheish.host.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.json.Json;
import dev.kheish.host.run.Cadence;
import dev.kheish.host.run.Misfire;
import dev.kheish.host.run.NewSchedule;
import dev.kheish.host.run.Overlap;
import dev.kheish.host.run.RunInput;
import dev.kheish.host.run.ScheduleOutcome;
import dev.kheish.host.run.Schedules;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ProblemException;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.Locale;
import java.util.Set;

/** {@code /v1/schedules}: runs that come by the clock. */
public final class ScheduleRoutes implements HttpService {
    private static final int ID_BYTES = 512;
    private static final int TEXT_BYTES = 1024 * 1024;
    private static final int ITEMS = 64;

    private final Schedules schedules;
    private final TargetBody targets;

    public ScheduleRoutes(Schedules schedules, ConnectorDirectory connectors) {
        this.schedules = schedules;
        this.targets = new TargetBody(connectors);
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/schedules", Access.READ.of(this::list))
                .post("/v1/schedules", Access.ADMIN.of(this::create))
                .get("/v1/schedules/{id}", Access.READ.of(this::get))
                .delete("/v1/schedules/{id}", Access.ADMIN.of(this::delete))
                .post("/v1/schedules/{id}/pause", Access.ADMIN.of(this::pause))
                .post("/v1/schedules/{id}/resume", Access.ADMIN.of(this::resume))
                .post("/v1/schedules/{id}/trigger", Access.ADMIN.of(this::trigger))
                .post("/v1/schedules/{id}/cancel", Access.ADMIN.of(this::cancel));
    }

    private void list(ServerRequest request, ServerResponse response) {
        Paging paging = Paging.of(request);
        String session = request.query().first("session_id").asOptional().orElse(null);
        paging.send(
                response,
                schedules.list(session, paging.afterNumber().orElse(0L), paging.fetch()),
                "schedule_id_asc",
                view -> Long.toString(view.seq()),
                Schedules.View::json);
    }

    private void create(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        NewSchedule wanted = Bodies.read(request, this::schedule);
        answer(response, 201, wanted.sessionId(), schedules.create(wanted));
    }

    private void get(ServerRequest request, ServerResponse response) {
        String id = id(request);
        ObjectNode view = schedules.find(id).orElseThrow(() -> unknown(id));
        answer(response, 200, id, new ScheduleOutcome.Done(view));
    }

    private void delete(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        String id = id(request);
        if (!schedules.delete(id)) {
            throw unknown(id);
        }
        Reply.nothing(response);
    }

    private void pause(ServerRequest request, ServerResponse response) throws InterruptedException {
        answer(response, 200, id(request), schedules.pause(id(request)));
    }

    private void resume(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        answer(response, 200, id(request), schedules.resume(id(request)));
    }

    private void trigger(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        answer(response, 200, id(request), schedules.trigger(id(request)));
    }

    private void cancel(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        answer(response, 200, id(request), schedules.cancel(id(request)));
    }

    private NewSchedule schedule(Members body) {
        String session = body.text("session_id", ID_BYTES);
        if (session.equals(".") || session.equals("..") || session.indexOf('/') >= 0) {
            body.refuse("session_id", "must not be '.' or '..', and holds no '/'");
        }
        return new NewSchedule(
                session,
                body.optionalObject("cadence", ScheduleRoutes::cadence)
                        .orElseGet(() -> missing(body, "cadence", new Cadence.Once(0))),
                Overlap.valueOf(
                        word(body, "overlap", Set.of("skip", "queue_one", "parallel"), "skip")),
                Misfire.valueOf(
                        word(
                                body,
                                "misfire",
                                Set.of("coalesce_once", "skip_missed"),
                                "coalesce_once")),
                body.optionalNumber("max_executions", 1, Integer.MAX_VALUE).orElse(null),
                body.optionalObject("request", this::input)
                        .orElseGet(() -> missing(body, "request", RunInput.ofText("", "", ""))));
    }

    private static Cadence cadence(Members cadence) {
        String type = cadence.text("type");
        return switch (type) {
            case "once" -> new Cadence.Once(cadence.number("fire_at_ms", 0, Long.MAX_VALUE / 4));
            case "interval" ->
                    new Cadence.Interval(
                            cadence.number(
                                    "every_seconds",
                                    Cadence.Interval.SHORTEST,
                                    Cadence.Interval.LONGEST));
            default -> {
                cadence.refuse("type", "must be once or interval");
                yield new Cadence.Once(0);
            }
        };
    }

    private RunInput input(Members request) {
        return new RunInput(
                RunInput.SCHEDULER,
                "schedule",
                request.optionalText("actor_id", ID_BYTES).orElse("scheduler"),
                items(request),
                Json.array(),
                request.optionalObject("metadata").orElseGet(Json::object),
                targets.optional(request),
                Json.array());
    }

    private static ArrayNode items(Members request) {
        ArrayNode items = Json.array();
        request.optionalText("content", TEXT_BYTES)
                .ifPresent(text -> items.addObject().put("type", "text").put("text", text));
        boolean both = !items.isEmpty() && request.has("input_items");
        request.objects("input_items", ITEMS, ScheduleRoutes::item).forEach(items::add);
        if (both) {
            request.refuse("content", "does not go together with input_items");
        }
        if (items.isEmpty()) {
            request.refuse("content", "is required, or else input_items");
        }
        return items;
    }

    private static ObjectNode item(Members item) {
        String type = item.text("type");
        return switch (type) {
            case "text" ->
                    Json.object().put("type", type).put("text", item.text("text", TEXT_BYTES));
            case "asset_reference" ->
                    Json.object().put("type", type).put("asset_id", item.text("asset_id"));
            default -> {
                item.refuse("type", "must be text or asset_reference");
                yield Json.object();
            }
        };
    }

    /** A word, as the name of its constant. */
    private static String word(Members body, String name, Set<String> words, String otherwise) {
        return body.optionalWord(name, words).orElse(otherwise).toUpperCase(Locale.ROOT);
    }

    private static <T> T missing(Members body, String name, T standIn) {
        if (!body.has(name)) {
            body.refuse(name, "is required");
        }
        return standIn;
    }

    private static void answer(
            ServerResponse response, int status, String id, ScheduleOutcome outcome) {
        switch (outcome) {
            case ScheduleOutcome.Done(ObjectNode view) -> {
                ObjectNode body = Json.object();
                body.set("schedule", view);
                Reply.json(response, status, body);
            }
            case ScheduleOutcome.Unknown() -> throw unknown(id);
            case ScheduleOutcome.WrongState(String state) ->
                    throw Problem.conflict(
                                    "schedule_ended",
                                    "Schedule %s is %s and fires no more.".formatted(id, state))
                            .domain("schedules")
                            .exception();
            case ScheduleOutcome.TooMany(int limit) ->
                    throw Problem.conflict(
                                    "too_many_schedules",
                                    "Session '%s' has %d schedules already; cancel some first."
                                            .formatted(id, limit))
                            .domain("schedules")
                            .exception();
        }
    }

    private static ProblemException unknown(String id) {
        return Problem.notFound("schedule_not_found", "There is no schedule '%s'.".formatted(id))
                .domain("schedules")
                .exception();
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }
}
