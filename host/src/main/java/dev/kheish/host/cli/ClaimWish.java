package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.List;

/** Which runs a worker wants, and for how long. */
final class ClaimWish {
    @Option(
            names = "--worker",
            required = true,
            paramLabel = "NAME",
            description = "Who will do the runs.")
    private String worker = "";

    @Option(names = "--limit", paramLabel = "N", description = "At most so many; 1 by default.")
    private int limit = 1;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "Waits so long for the first one, such as 30s.")
    private Duration wait = Duration.ZERO;

    @Option(
            names = "--lease",
            paramLabel = "TIME",
            description = "Keeps them so long without a heartbeat, such as 5m.")
    private @Nullable Duration lease;

    @Option(
            names = "--connector",
            paramLabel = "KIND/NAME",
            description = "Only from this connector; may be given again.")
    private @Nullable List<String> connectors;

    @Option(
            names = "--session",
            paramLabel = "ID",
            description = "Only of this session; may be given again.")
    private @Nullable List<String> sessions;

    Request request() {
        ObjectNode body =
                Documents.object()
                        .put("worker", worker)
                        .put("limit", limit)
                        .put("wait_ms", wait.toMillis());
        if (lease != null) {
            body.put("lease_ms", lease.toMillis());
        }
        if (connectors != null) {
            ArrayNode keys = body.putArray("connectors");
            connectors.forEach(word -> keys.add(ConnectorKey.onTheWire(word)));
        }
        if (sessions != null) {
            sessions.forEach(body.putArray("sessions")::add);
        }
        return Request.post("v1", "runs", "claim").json(body).timeout(wait.plusSeconds(60));
    }
}
