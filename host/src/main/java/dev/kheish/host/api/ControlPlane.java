package dev.kheish.host.api;

import dev.kheish.host.web.ConnectionEnd;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Problem;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;

import java.util.List;

/**
 * Mounts resources so that each of their routes asks the gate first, and answers what no route
 * takes: 405 with {@code Allow} for a known path, 404 otherwise. Register what does its own
 * authentication before it.
 */
public final class ControlPlane {
    private static final String PREFIX = "/v1/";

    private final Gate gate;
    private final List<HttpService> services;

    /** The resources, in the order in which their routes are tried. */
    public ControlPlane(Gate gate, List<HttpService> services) {
        this.gate = gate;
        this.services = List.copyOf(services);
    }

    /** Adds the resources, the answers to unknown routes and the error handlers. */
    public void register(HttpRouting.Builder routing) {
        GuardedRules rules = new GuardedRules(routing, gate);
        routing.addFilter(new ConnectionEnd());
        services.forEach(service -> service.routing(rules));
        routing.any((request, _) -> refuseUnknown(rules, request));
        Failures.register(routing);
    }

    private void refuseUnknown(GuardedRules rules, ServerRequest request) {
        String path = request.path().path();
        if (path.startsWith(PREFIX) && !rules.isPublic(request)) {
            gate.require(request, Access.ANY);
        }
        List<String> allowed = rules.allowed(request);
        if (allowed.isEmpty()) {
            if (path.startsWith(PREFIX)) {
                gate.require(request, Access.ADMIN);
            }
            throw Problem.notFound(
                            "route_not_found", "There is no route " + Failures.shown(path) + ".")
                    .domain("api")
                    .exception();
        }
        throw Problem.of(
                        405,
                        "method_not_allowed",
                        "This path takes %s, not %s."
                                .formatted(
                                        String.join(", ", allowed),
                                        Failures.shown(request.prologue().method().text())))
                .domain("api")
                .header(HeaderNames.ALLOW, String.join(", ", allowed))
                .exception();
    }
}
