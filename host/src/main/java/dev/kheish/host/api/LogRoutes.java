package dev.kheish.host.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.capture.Capture;
import dev.kheish.host.capture.CapturedLine;
import dev.kheish.host.connector.ConnectorKey;
import dev.kheish.host.connector.Connectors;
import dev.kheish.host.json.Json;
import dev.kheish.host.web.Problem;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * {@code /v1/runtime/connectors/{kind}/{name}/logs}: what programs of a connector wrote. For
 * administrators: lines may hold what people wrote to the connector.
 */
public final class LogRoutes implements HttpService {
    private static final String DOMAIN = "connectors";
    private static final int LINES = 100;
    private static final int LONGEST_WAIT_MS = 30_000;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final Connectors connectors;

    public LogRoutes(Connectors connectors) {
        this.connectors = connectors;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/runtime/connectors/{kind}/{name}/logs", Access.ADMIN.of(this::logs));
    }

    private void logs(ServerRequest request, ServerResponse response) throws InterruptedException {
        ConnectorKey key = ConnectorRoutes.key(request);
        int lines = (int) number(request, "lines", 1, Capture.MOST_LINES).orElse(LINES);
        OptionalLong after = number(request, "after", 0, Long.MAX_VALUE);
        Duration wait = Duration.ofMillis(number(request, "wait_ms", 0, LONGEST_WAIT_MS).orElse(0));
        Capture capture = connectors.logs(key).orElseThrow(() -> ConnectorRoutes.unknown(key));
        List<CapturedLine> found =
                after.isPresent()
                        ? capture.after(after.getAsLong(), lines, wait)
                        : capture.last(lines);
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("lines");
        found.forEach(line -> list.add(view(line)));
        body.put("next", found.isEmpty() ? after.orElse(0) : found.getLast().seq());
        Reply.json(response, body);
    }

    private static ObjectNode view(CapturedLine line) {
        return Json.object()
                .put("seq", line.seq())
                .put("at_ms", line.atMs())
                .put("source", line.source())
                .put("line", line.text());
    }

    private static OptionalLong number(ServerRequest request, String name, long min, long max) {
        String given = request.query().first(name).orElse("");
        if (given.isEmpty() && !request.query().contains(name)) {
            return OptionalLong.empty();
        }
        long number = NUMBER.matcher(given).matches() ? Long.parseLong(given) : -1;
        if (number < min || number > max) {
            throw Problem.badRequest(
                            "invalid_query",
                            max == Long.MAX_VALUE
                                    ? name + " must be a whole number of at least " + min + "."
                                    : "%s must be a whole number from %d to %d."
                                            .formatted(name, min, max))
                    .domain(DOMAIN)
                    .exception();
        }
        return OptionalLong.of(number);
    }
}
