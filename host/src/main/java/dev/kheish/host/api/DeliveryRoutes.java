package dev.kheish.host.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.connector.TargetOutcome;
import dev.kheish.host.delivery.BulkReplay;
import dev.kheish.host.delivery.DeliveryDesk;
import dev.kheish.host.delivery.DeliveryFilter;
import dev.kheish.host.delivery.DeliveryFilterException;
import dev.kheish.host.delivery.DeskOutcome;
import dev.kheish.host.delivery.Pressure;
import dev.kheish.host.json.Json;
import dev.kheish.host.session.Session;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Store;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ProblemException;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code /v1/deliveries}: what is on its way, what arrived, and what to do about the rest. */
public final class DeliveryRoutes implements HttpService {
    private static final String DOMAIN = "deliveries";
    private static final int MOST_REPLAYED = 500;
    private static final int USUALLY_REPLAYED = 100;

    private final Store store;
    private final Sessions sessions;
    private final DeliveryDesk desk;
    private final ConnectorDirectory connectors;
    private final DeliveryQuery queries;

    public DeliveryRoutes(
            Store store, Sessions sessions, DeliveryDesk desk, ConnectorDirectory connectors) {
        this.store = store;
        this.sessions = sessions;
        this.desk = desk;
        this.connectors = connectors;
        this.queries = new DeliveryQuery(store, sessions);
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(
                        "/v1/deliveries",
                        Access.READ.of((request, response) -> list(request, response, null)))
                .get(
                        "/v1/deliveries/dead-letter",
                        Access.READ.of(
                                (request, response) ->
                                        list(request, response, DeliveryFilter.DEAD_LETTERED)))
                .get("/v1/deliveries/{id}", Access.READ.of(this::get))
                .get("/v1/deliveries/{id}/attempts", Access.READ.of(this::attempts))
                .post("/v1/deliveries", Access.ADMIN.of(this::sendTest))
                .post("/v1/deliveries/replay-bulk", Access.ADMIN.of(this::replayBulk))
                .post("/v1/deliveries/backpressure/reset", Access.ADMIN.of(this::reset))
                .post("/v1/deliveries/{id}/replay", Access.ADMIN.of(this::replay))
                .post("/v1/deliveries/{id}/resolve", Access.ADMIN.of(this::resolve))
                .post("/v1/deliveries/{id}/cancel", Access.ADMIN.of(this::cancel))
                .post("/v1/deliveries/{id}/retry", Access.ADMIN.of(this::retry));
    }

    private void list(ServerRequest request, ServerResponse response, @Nullable String status) {
        Paging paging = Paging.of(request);
        DeliveryFilter filter = queries.of(request, status);
        try {
            paging.send(
                    response,
                    desk.list(filter, paging.after().orElse(null), paging.fetch()),
                    "delivery_id_asc",
                    DeliveryDesk.Entry::place,
                    DeliveryDesk.Entry::view);
        } catch (DeliveryFilterException e) {
            if (e.isPlace()) {
                throw Paging.invalidCursor();
            }
            throw Problem.badRequest("delivery_filter_too_broad", String.valueOf(e.getMessage()))
                    .domain(DOMAIN)
                    .exception();
        }
    }

    private void get(ServerRequest request, ServerResponse response) {
        String id = id(request);
        boolean admin = Caller.of(request).isAdmin();
        Reply.json(response, desk.find(id, admin).orElseThrow(() -> unknown(id)));
    }

    private void attempts(ServerRequest request, ServerResponse response) {
        String id = id(request);
        Reply.json(response, desk.attempts(id).orElseThrow(() -> unknown(id)));
    }

    private void sendTest(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        record Wish(
                String session,
                String plugin,
                @Nullable String address,
                JsonNode target,
                String content) {}
        Wish wish =
                Bodies.read(
                        request,
                        body ->
                                new Wish(
                                        body.text("session_id"),
                                        body.text("plugin"),
                                        body.optionalText("address").orElse(null),
                                        body.optionalValue("target").orElse(Json.object()),
                                        body.optionalText("content").orElse("")));
        if (wish.content.isBlank()) {
            throw refusal(
                    400, "delivery_content_required", "content must be a text that is not blank.");
        }
        if (wish.plugin.equals(StoredTarget.DAEMON)) {
            throw refusal(
                    400,
                    "delivery_plugin_not_queueable",
                    "Deliveries to the host itself are not queued.");
        }
        String address = wish.address != null ? wish.address : wish.target.asText("");
        StoredTarget target =
                target(
                        wish.address == null && wish.target.isObject()
                                ? connectors.decode(
                                        typed(wish.plugin, wish.target), Origin.OPERATOR)
                                : connectors.decode(
                                        ReplyHandle.of(wish.plugin, address), Origin.OPERATOR));
        Session session =
                store.read(reader -> sessions.read(reader, wish.session))
                        .orElseThrow(
                                () ->
                                        Problem.notFound(
                                                        "session_not_found",
                                                        "No session '"
                                                                + Failures.shown(wish.session)
                                                                + "' exists.")
                                                .domain("sessions")
                                                .exception());
        Reply.json(response, 202, desk.sendTest(session, target, wish.content, actor(request)));
    }

    private static JsonNode typed(String plugin, JsonNode target) {
        ObjectNode typed = target.deepCopy();
        return typed.put("type", plugin);
    }

    private static StoredTarget target(TargetOutcome outcome) {
        return switch (outcome) {
            case TargetOutcome.Ok ok -> ok.target();
            case TargetOutcome.Bad bad -> throw refusal(400, "invalid_reply_target", bad.detail());
            case TargetOutcome.Unknown no ->
                    throw refusal(400, "delivery_plugin_not_queueable", no.detail());
        };
    }

    private void replay(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        boolean force =
                request.query().first("force").asOptional().filter("true"::equals).isPresent();
        answer(request, response, desk.replay(id(request), force, actor(request)));
    }

    private void replayBulk(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        BulkReplay bulk =
                Bodies.readOptional(
                        request,
                        body ->
                                new BulkReplay(
                                        queries.of(body),
                                        (int)
                                                Math.min(
                                                        body.optionalNumber(
                                                                        "limit",
                                                                        1,
                                                                        Integer.MAX_VALUE)
                                                                .orElse((long) USUALLY_REPLAYED),
                                                        MOST_REPLAYED),
                                        body.flag("dry_run", false),
                                        body.flag("force", false),
                                        body.flag("include_ambiguous", false)));
        Reply.json(response, desk.replay(bulk, actor(request)));
    }

    private void resolve(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        String reason =
                Bodies.readOptional(request, body -> body.optionalText("reason"))
                        .filter(text -> !text.isBlank())
                        .orElse("operator resolved");
        answer(request, response, desk.resolve(id(request), reason, actor(request)));
    }

    private void cancel(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        answer(request, response, desk.cancel(id(request), actor(request)));
    }

    private void retry(ServerRequest request, ServerResponse response) throws InterruptedException {
        answer(request, response, desk.retry(id(request), actor(request)));
    }

    private void reset(ServerRequest request, ServerResponse response) {
        record Wish(
                Optional<String> target,
                Optional<String> plugin,
                Optional<String> connector,
                boolean dryRun) {}
        Wish wish =
                Bodies.readOptional(
                        request,
                        body ->
                                new Wish(
                                        body.optionalText("target"),
                                        body.optionalText("plugin"),
                                        body.optionalText("connector"),
                                        body.flag("dry_run", false)));
        if (wish.target.isEmpty() && wish.plugin.isEmpty() && wish.connector.isEmpty()) {
            throw refusal(
                    400,
                    "delivery_backpressure_selector_required",
                    "Say which: target, plugin or connector.");
        }
        List<Pressure> found =
                desk.reset(
                        wish.target.orElse(null),
                        wish.plugin.orElse(null),
                        wish.connector.orElse(null),
                        wish.dryRun);
        ObjectNode view = Json.object().put("dry_run", wish.dryRun);
        wish.target.ifPresent(target -> view.put("target", target));
        wish.plugin.ifPresent(plugin -> view.put("plugin", plugin));
        wish.connector.ifPresent(connector -> view.put("connector", connector));
        view.put("matched", found.size()).put("removed", wish.dryRun ? 0 : found.size());
        ArrayNode targets = view.putArray("targets");
        found.forEach(pressure -> targets.add(pressure(pressure)));
        Reply.json(response, view);
    }

    /** How what keeps deliveries back is shown. */
    static ObjectNode pressure(Pressure pressure) {
        ObjectNode view =
                Json.object()
                        .put("target", pressure.label())
                        .put("plugin", pressure.plugin())
                        .put("breaker", pressure.breaker().toLowerCase(Locale.ROOT))
                        .put("consecutive_failures", pressure.failures());
        if (pressure.connector() != null) {
            view.put("connector", pressure.connector());
        }
        if (pressure.probeAtMs() > 0) {
            view.put("probe_at_ms", pressure.probeAtMs());
        }
        if (pressure.hold() != null) {
            view.put("held", pressure.hold());
        }
        return view;
    }

    private static void answer(
            ServerRequest request, ServerResponse response, DeskOutcome outcome) {
        switch (outcome) {
            case DeskOutcome.Done done -> Reply.json(response, done.view());
            case DeskOutcome.Unknown _ -> throw unknown(id(request));
            case DeskOutcome.Refused no -> throw refusal(no.status(), no.code(), no.detail());
        }
    }

    private static ProblemException refusal(int status, String code, String detail) {
        return Problem.of(status, code, detail).domain(DOMAIN).exception();
    }

    private static ProblemException unknown(String id) {
        return refusal(
                404, "delivery_not_found", "No delivery '" + Failures.shown(id) + "' exists.");
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }

    private static String actor(ServerRequest request) {
        return Caller.of(request).name();
    }
}
