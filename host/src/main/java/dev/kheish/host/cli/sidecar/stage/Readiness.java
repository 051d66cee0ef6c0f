package dev.kheish.host.cli.sidecar.stage;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** Waits, as the host does, until a started sidecar says that it is up. For one thread. */
final class Readiness {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Child child;
    private final Wire wire;
    private final Bearer bearer;
    private String waitingFor = "it was never asked";
    private Exchange last = new Exchange("nothing", "nothing");

    Readiness(Child child, Wire wire, Bearer bearer) {
        this.child = child;
        this.wire = wire;
        this.bearer = bearer;
    }

    Start await() throws InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < Limits.READY.toNanos()) {
            if (up()) {
                return new Start.Up(Duration.ofNanos(System.nanoTime() - start));
            }
            OptionalInt code = child.ended(POLL);
            if (code.isPresent()) {
                return new Start.Failed(
                        "the process ended with code " + code.getAsInt() + " before it was up",
                        List.of(printed()));
            }
        }
        return new Start.Failed(
                "it is not up after " + Limits.READY.toSeconds() + " s: " + waitingFor,
                List.of(last, printed()));
    }

    private boolean up() {
        JsonNode manifest = ask("/manifest");
        if (manifest.isMissingNode()) {
            return false;
        }
        JsonNode health = ask("/health");
        String status = health.path("status").asText();
        if (!status.equals("ready") && !status.equals("degraded")) {
            waitingFor = "GET /health says status '" + status + "'";
            return false;
        }
        waitingFor = "GET /manifest and GET /health have different instance ids";
        return health.path("instance_id").equals(manifest.path("instance_id"));
    }

    private JsonNode ask(String path) {
        Request request = Request.get(path).as(bearer);
        Answer answer = wire.send(request, Limits.PROBE);
        last = Exchange.of(request, answer);
        waitingFor = "GET " + path + " gives " + answer.shown().lines().findFirst().orElse("");
        return answer instanceof Answer.Reply reply && reply.status() == 200
                ? reply.json()
                : Json.read("");
    }

    private Exchange printed() {
        return new Exchange("the command, with the environment of the host", printed(child));
    }

    static String printed(Child child) {
        return child.output().isEmpty()
                ? "no output"
                : "its output ends with\n" + child.output().lastLines(12);
    }
}
