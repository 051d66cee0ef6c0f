package dev.kheish.host.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.health.Health;
import dev.kheish.host.health.Warning;
import dev.kheish.host.json.Json;
import dev.kheish.host.web.Problem;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code /healthz}, {@code /readyz}, {@code /v1/status}, {@code /v1/capabilities}. */
public final class StatusRoutes implements HttpService {
    private static final int API_REVISION = 1;
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Health health;
    private final String version;
    private final Clock clock;
    private final long startedMs;
    private final Map<String, Section> sections;

    /**
     * @param sections members of the status document, in order
     */
    public StatusRoutes(Health health, String version, Clock clock, Map<String, Section> sections) {
        this.health = health;
        this.version = version;
        this.clock = clock;
        this.startedMs = clock.millis();
        this.sections = new LinkedHashMap<>(sections);
    }

    /** One part of the status document. */
    @FunctionalInterface
    public interface Section {
        /** As it is now. */
        JsonNode now() throws InterruptedException;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/healthz", Access.PUBLIC.of(StatusRoutes::healthz))
                .get("/readyz", Access.PUBLIC.of(this::readyz))
                .get("/v1/status", Access.READ.of(this::status))
                .get("/v1/capabilities", Access.READ.of(this::capabilities));
    }

    private static void healthz(ServerRequest request, ServerResponse response) {
        text(response, "ok");
    }

    private void readyz(ServerRequest request, ServerResponse response) {
        Optional<Health.Reason> reason = health.notReady();
        if (reason.isPresent()) {
            throw Problem.unavailable(reason.get().code(), reason.get().detail(), SOON)
                    .domain("readiness")
                    .exception();
        }
        text(response, "ready");
    }

    private void status(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        boolean ready = health.notReady().isEmpty();
        ObjectNode status =
                Json.object()
                        .put("snapshot_at_ms", clock.millis())
                        .put("process_id", ProcessHandle.current().pid())
                        .put(
                                "status",
                                health.isDraining() ? "draining" : ready ? "ready" : "starting")
                        .put("ready", ready)
                        .put("version", version)
                        .put("started_at_ms", startedMs);
        for (Map.Entry<String, Section> section : sections.entrySet()) {
            status.set(section.getKey(), section.getValue().now());
        }
        status.set("health", health());
        Reply.json(response, status);
    }

    private ObjectNode health() {
        List<Warning> warnings = health.warnings();
        ArrayNode list = Json.array();
        for (Warning warning : warnings) {
            list.addObject()
                    .put("severity", warning.severity().name().toLowerCase(Locale.ROOT))
                    .put("code", warning.code())
                    .put("message", warning.message())
                    .put("action", warning.action());
        }
        boolean ok =
                warnings.stream().allMatch(warning -> warning.severity() == Warning.Severity.INFO);
        ObjectNode json = Json.object().put("ok", ok);
        json.set("warnings", list);
        return json;
    }

    private void capabilities(ServerRequest request, ServerResponse response) {
        Reply.json(
                response,
                Json.object()
                        .put("control_plane_version", version)
                        .put("api_revision", API_REVISION)
                        .put("runs_claim", true)
                        .put("event_stream", true)
                        .put("delivery_attempts", true));
    }

    private static void text(ServerResponse response, String text) {
        response.header(HeaderNames.CONTENT_TYPE, "text/plain").send(text);
    }
}
