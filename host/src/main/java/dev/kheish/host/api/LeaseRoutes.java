package dev.kheish.host.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.run.Claim;
import dev.kheish.host.run.ClaimRequest;
import dev.kheish.host.run.LeaseOutcome;
import dev.kheish.host.run.OutputDraft;
import dev.kheish.host.run.OutputReader;
import dev.kheish.host.run.OutputRefusedException;
import dev.kheish.host.run.RunFailure;
import dev.kheish.host.run.RunLease;
import dev.kheish.host.run.RunViews;
import dev.kheish.host.run.Runs;
import dev.kheish.host.run.Settled;
import dev.kheish.host.run.StoredOutput;
import dev.kheish.host.web.Problem;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Duration;
import java.util.List;

/** What workers do under {@code /v1/runs}: claim, and settle what they claimed. */
final class LeaseRoutes implements HttpService {
    private static final int BODY_LIMIT = 24 * 1024 * 1024;
    private static final int NAMES = 100;
    private static final int NAME_BYTES = 256;
    private static final String TOKEN = "lease_token";

    private final Runs runs;
    private final RunViews views;
    private final OutputReader outputs;

    LeaseRoutes(Runs runs, RunViews views, OutputReader outputs) {
        this.runs = runs;
        this.views = views;
        this.outputs = outputs;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/v1/runs/claim", Access.WORK.of(this::claim))
                .post("/v1/runs/{id}/heartbeat", Access.WORK.of(this::heartbeat))
                .post("/v1/runs/{id}/output", Access.WORK.of(this::output))
                .post("/v1/runs/{id}/complete", Access.WORK.of(this::complete))
                .post("/v1/runs/{id}/fail", Access.WORK.of(this::fail));
    }

    private void claim(ServerRequest request, ServerResponse response) throws InterruptedException {
        ClaimRequest wanted =
                Bodies.read(request, body -> claimRequest(body, Caller.of(request).name()));
        List<Claim> claims = runs.claim(wanted);
        if (claims.isEmpty() && runs.isLendingStopped()) {
            throw Problem.unavailable(
                            "daemon_draining",
                            "The host is stopping and lends no more runs.",
                            Duration.ofSeconds(5))
                    .domain("runs")
                    .exception();
        }
        ArrayNode list = Json.array();
        claims.forEach(claim -> list.add(views.claimed(claim)));
        ObjectNode body = Json.object();
        body.set("runs", list);
        Reply.json(response, body);
    }

    private static ClaimRequest claimRequest(Members body, String caller) {
        List<String> connectors = body.texts("connectors", NAMES);
        if (connectors.stream().anyMatch(name -> name.indexOf(':') < 1)) {
            body.refuse("connectors", "names connectors as kind:name");
        }
        List<String> sessions = body.texts("sessions", NAMES);
        return new ClaimRequest(
                body.text("worker", NAME_BYTES),
                caller,
                number(body, "limit", 1, ClaimRequest.MAX_LIMIT, 1),
                Duration.ofMillis(
                        number(body, "wait_ms", 0, (int) ClaimRequest.MAX_WAIT.toMillis(), 0)),
                leaseLength(body),
                body.has("connectors") ? connectors : null,
                body.has("sessions") ? sessions : null);
    }

    private void heartbeat(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        record Beat(String token, Duration length) {}
        Beat beat =
                Bodies.read(
                        request, body -> new Beat(body.text(TOKEN, NAME_BYTES), leaseLength(body)));
        RunLease lease = new RunLease(id(request), beat.token());
        long expiresMs = done(lease, runs.heartbeat(lease, beat.length()));
        Reply.json(
                response,
                Json.object().put("run_id", lease.runId()).put("lease_expires_at_ms", expiresMs));
    }

    private void output(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        ObjectNode body = Bodies.object(request, BODY_LIMIT);
        RunLease lease = new RunLease(id(request), token(body));
        body.remove(TOKEN);
        OutputDraft draft = read(() -> outputs.read(body, "output"));
        StoredOutput output = done(lease, runs.output(lease, draft));
        Reply.json(
                response,
                Json.object()
                        .put("run_id", lease.runId())
                        .put("id", output.text())
                        .put("output_id", draft.outputId())
                        .put("created_at_ms", output.id().atMs()));
    }

    private void complete(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        ObjectNode body = Bodies.object(request, BODY_LIMIT);
        record Completion(String token, ArrayNode outputs) {}
        Completion completion =
                Members.read(
                        body,
                        members ->
                                new Completion(
                                        members.text(TOKEN, NAME_BYTES),
                                        members.optionalList("outputs", 64)
                                                .orElseGet(Json::array)));
        RunLease lease = new RunLease(id(request), completion.token());
        List<OutputDraft> drafts = read(() -> outputs.readAll(completion.outputs(), "outputs"));
        Reply.json(response, view(done(lease, runs.complete(lease, drafts))));
    }

    private void fail(ServerRequest request, ServerResponse response) throws InterruptedException {
        record Wish(String token, RunFailure failure) {}
        Wish wish =
                Bodies.read(
                        request,
                        body ->
                                new Wish(
                                        body.text(TOKEN, NAME_BYTES),
                                        new RunFailure(
                                                body.text("error"),
                                                body.flag("retry", true),
                                                body.optionalNumber(
                                                                "retry_after_ms",
                                                                0,
                                                                RunFailure.MAX_RETRY_AFTER
                                                                        .toMillis())
                                                        .map(Duration::ofMillis)
                                                        .orElse(null))));
        RunLease lease = new RunLease(id(request), wish.token());
        Reply.json(response, view(done(lease, runs.fail(lease, wish.failure()))));
    }

    private static ObjectNode view(Settled settled) {
        ObjectNode json =
                Json.object()
                        .put("run_id", settled.run().text())
                        .put("status", settled.state().text());
        if (settled.retryAtMs() != null) {
            json.put("retry_at_ms", settled.retryAtMs());
        }
        ArrayNode ids = json.putArray("outputs");
        settled.outputs().forEach(ids::add);
        return json;
    }

    private static <T> T done(RunLease lease, LeaseOutcome<T> outcome) {
        return switch (outcome) {
            case LeaseOutcome.Done<T>(T value) -> value;
            case LeaseOutcome.Lost<T>() ->
                    throw Problem.conflict(
                                    "run_lease_lost",
                                    "The token holds no lease of run %s any more; nothing was changed."
                                            .formatted(lease.runId()))
                            .domain("runs")
                            .exception();
            case LeaseOutcome.Unknown<T>() -> throw RunRoutes.unknown(lease.runId());
        };
    }

    private static <T> T read(OutputReading<T> reading) {
        try {
            return reading.read();
        } catch (OutputRefusedException e) {
            throw Problem.badRequest(e.code(), String.valueOf(e.getMessage()))
                    .domain("runs")
                    .exception();
        }
    }

    private static String token(ObjectNode body) {
        JsonNode token = body.path(TOKEN);
        if (!token.isTextual() || token.textValue().isBlank()) {
            throw Problem.badRequest("invalid_body", "lease_token: a text that came with the claim")
                    .exception();
        }
        return token.textValue();
    }

    private static Duration leaseLength(Members body) {
        return Duration.ofMillis(
                number(
                        body,
                        "lease_ms",
                        (int) ClaimRequest.MIN_LEASE.toMillis(),
                        (int) ClaimRequest.MAX_LEASE.toMillis(),
                        (int) ClaimRequest.LEASE.toMillis()));
    }

    private static int number(Members body, String name, int min, int max, int otherwise) {
        return Math.toIntExact(body.optionalNumber(name, min, max).orElse((long) otherwise));
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }

    /** Reads what may be refused. */
    @FunctionalInterface
    private interface OutputReading<T> {
        T read() throws OutputRefusedException;
    }
}
