package dev.kheish.host.api;

import dev.kheish.host.connector.Connectors;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Problem;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** {@code /v1/runtime/kinds}: what can be configured, with every setting. */
public final class KindRoutes implements HttpService {
    private final Connectors connectors;

    public KindRoutes(Connectors connectors) {
        this.connectors = connectors;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/runtime/kinds", Access.READ.of(this::list))
                .get("/v1/runtime/kinds/{kind}", Access.READ.of(this::get));
    }

    private void list(ServerRequest request, ServerResponse response) {
        Reply.json(response, connectors.kinds());
    }

    private void get(ServerRequest request, ServerResponse response) {
        String kind = request.path().pathParameters().get("kind");
        Reply.json(
                response,
                connectors
                        .kind(kind)
                        .orElseThrow(
                                () ->
                                        Problem.notFound(
                                                        "kind_not_found",
                                                        "No plugin offers the kind '%s'."
                                                                .formatted(Failures.shown(kind)))
                                                .domain("connectors")
                                                .exception()));
    }
}
