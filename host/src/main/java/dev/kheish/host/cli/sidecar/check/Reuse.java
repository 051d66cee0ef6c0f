package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Answer;
import dev.kheish.host.cli.sidecar.stage.Bearer;
import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.Limits;
import dev.kheish.host.cli.sidecar.stage.Line;
import dev.kheish.host.cli.sidecar.stage.Request;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What stays open after an answer is ready for the next request, also when that one was refused.
 */
final class Reuse implements Check {
    private static final int BODY = 20_000;

    private record Step(Request request, List<Integer> expected) {}

    @Override
    public About about() {
        return About.of("reuse", "Closes a connection or keeps it usable", Clause.CONNECTIONS);
    }

    @Override
    public Verdict run(Bench bench) {
        Bearer host = bench.stage().bearer();
        Bearer stranger = new Bearer("Bearer [another token]", "Bearer of-nobody");
        String body = "{\"padding\":\"" + "x".repeat(BODY) + "\"}";
        // Without a token there is no 401, and the body is refused for what it is.
        return steps(
                bench,
                List.of(
                        new Step(Request.get("/manifest").as(host), List.of(200)),
                        new Step(
                                Request.post("/deliver", body).as(stranger),
                                List.of(400, 401, 422)),
                        new Step(Request.get("/health").as(host), List.of(200)),
                        new Step(Request.post("/nowhere", body).as(host), List.of(404)),
                        new Step(Request.get("/health").as(host), List.of(200))));
    }

    private static Verdict steps(Bench bench, List<Step> steps) {
        List<Exchange> evidence = new ArrayList<>();
        try (Line line = bench.stage().wire().open()) {
            for (Step step : steps) {
                Answer answer = line.exchange(step.request(), Limits.PROBE);
                evidence.add(Exchange.of(step.request(), answer));
                if (answer instanceof Answer.Closed && evidence.size() > 1) {
                    return Verdict.passed("closed after " + requests(evidence.size() - 1));
                }
                if (!(answer instanceof Answer.Reply reply)
                        || !step.expected().contains(reply.status())) {
                    return Verdict.failed(
                            "request %d on the same connection gives %s"
                                    .formatted(
                                            evidence.size(),
                                            answer.shown().lines().toList().get(0)),
                            evidence);
                }
                if (!reply.persistent()) {
                    return Verdict.passed("closed after " + requests(evidence.size()));
                }
            }
            return Verdict.passed("kept for " + requests(steps.size()));
        } catch (IOException e) {
            return Verdict.failed("it takes no connection: " + e.getMessage());
        }
    }

    private static String requests(int count) {
        return count == 1 ? "one request" : count + " requests";
    }
}
