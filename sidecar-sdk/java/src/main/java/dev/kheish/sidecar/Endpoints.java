package dev.kheish.sidecar;

import dev.kheish.sidecar.http.HttpReply;
import dev.kheish.sidecar.http.HttpRequest;
import dev.kheish.sidecar.http.HttpService;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a sidecar answers: to the host, and on the author's own routes. */
final class Endpoints implements HttpService {
    private final Sidecar sidecar;
    private final Plan plan;
    private final Environment environment;
    private final Health health;
    private final DeliveryDesk desk;
    private final Bearer bearer;

    Endpoints(
            Sidecar sidecar, Plan plan, Environment environment, Health health, DeliveryDesk desk) {
        this.sidecar = sidecar;
        this.plan = plan;
        this.environment = environment;
        this.health = health;
        this.desk = desk;
        this.bearer = new Bearer(environment.sharedToken());
    }

    @Override
    public HttpReply serve(HttpRequest request) throws IOException, InterruptedException {
        String path = request.path();
        if (request.method().equals("GET") && path.equals("/manifest")) {
            return bearer.admits(request) ? manifest() : unauthorized();
        }
        if (request.method().equals("GET") && path.equals("/health")) {
            return bearer.admits(request) ? health() : unauthorized();
        }
        if (request.method().equals("POST") && path.equals("/deliver")) {
            return bearer.admits(request) ? deliver(request) : unauthorized();
        }
        RouteHandler route = plan.routes().find(request.method(), path);
        return route == null ? HttpReply.error(404, "not_found") : route(route, request);
    }

    private static HttpReply unauthorized() {
        return HttpReply.error(401, "unauthorized");
    }

    private HttpReply manifest() {
        Capabilities able = plan.capabilities();
        Map<String, Object> capabilities = new LinkedHashMap<>();
        capabilities.put("attachments_in", able.attachmentsIn());
        capabilities.put("attachments_out", able.attachmentsOut());
        capabilities.put("threads", able.threads());
        Map<String, Object> manifest = head();
        manifest.put("capabilities", capabilities);
        manifest.put("experimental", plan.experimental());
        return HttpReply.json(200, manifest);
    }

    private HttpReply health() {
        Map<String, Object> view = head();
        view.putAll(health.view());
        return HttpReply.json(200, view);
    }

    private Map<String, Object> head() {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("protocol_version", Delivery.PROTOCOL_VERSION);
        head.put("instance_id", environment.instanceId());
        return head;
    }

    private HttpReply deliver(HttpRequest request) throws IOException, InterruptedException {
        long length = request.contentLength();
        if (length < 0) {
            return HttpReply.error(400, "invalid_content_length");
        }
        if (length > environment.maxRequestBytes()) {
            return HttpReply.error(413, "payload_too_large");
        }
        Delivery delivery;
        try {
            JsonObject body = JsonObject.parse(request.body());
            long version =
                    body.integer("protocol_version")
                            .orElseThrow(() -> JsonObject.missing("protocol_version"));
            if (version != Delivery.PROTOCOL_VERSION) {
                return HttpReply.error(400, "unsupported_protocol_version");
            }
            delivery = Delivery.read(body);
        } catch (JsonException e) {
            return invalid(e);
        }
        Outcome outcome =
                health.isStarted()
                        ? desk.take(delivery, sidecar)
                        : Outcome.retryable(health.status());
        return HttpReply.json(200, answer(outcome));
    }

    private static HttpReply invalid(JsonException e) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", "invalid_request");
        body.put("detail", Detail.cut(e.getMessage()));
        return HttpReply.json(400, body);
    }

    private static Map<String, Object> answer(Outcome outcome) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "status",
                outcome instanceof Committed
                        ? "committed"
                        : outcome instanceof Terminal ? "terminal_error" : "retryable_error");
        if (!outcome.detail().isEmpty()) {
            answer.put("detail", outcome.detail());
        }
        return answer;
    }

    // An Error of a handler must not close the connection without a word either.
    @SuppressWarnings("CatchingUnchecked")
    private HttpReply route(RouteHandler route, HttpRequest request)
            throws IOException, InterruptedException {
        if (health.isDraining()) {
            return HttpReply.error(503, "draining");
        }
        if (!health.isStarted()) {
            return HttpReply.error(503, "starting");
        }
        if (!request.bodyless() && request.contentLength() < 0) {
            return HttpReply.error(400, "invalid_content_length");
        }
        if (request.contentLength() > environment.maxRequestBytes()) {
            return HttpReply.error(413, "payload_too_large");
        }
        var whole = new RouteRequest(request, request.body());
        try {
            return route.handle(whole, sidecar).reply();
        } catch (JsonException e) {
            return invalid(e);
        } catch (StoppingException e) {
            return HttpReply.error(503, "draining");
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable failure) {
            sidecar.logger()
                    .log(
                            System.Logger.Level.ERROR,
                            "Route " + request.method() + " " + request.path() + " failed",
                            failure);
            return HttpReply.error(500, "internal_error");
        }
    }
}
