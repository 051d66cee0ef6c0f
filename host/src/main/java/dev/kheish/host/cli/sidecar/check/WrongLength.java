package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Answer;
import dev.kheish.host.cli.sidecar.stage.Limits;
import dev.kheish.host.cli.sidecar.stage.Line;
import dev.kheish.host.cli.sidecar.stage.Request;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Bodies of unknown or impossible length are refused. */
final class WrongLength implements Check {
    private static final List<@Nullable String> LENGTHS = Arrays.asList(null, "many", "-1");

    @Override
    public About about() {
        return About.of(
                "length", "Refuses a body of unknown or impossible length", Clause.MALFORMED);
    }

    @Override
    public Verdict run(Bench bench) {
        // Whatever its length is said to be, it is no message.
        Request request = Request.post("/deliver", "{}");
        List<Asked> wrong =
                LENGTHS.stream()
                        .map(length -> bench.ask(request.declaring(length), Limits.PROBE))
                        .filter(asked -> !refused(asked.answer()))
                        .toList();
        leaveInTheMiddle(bench, request.declaring("4096"));
        return wrong.isEmpty()
                ? Verdict.passed("none, 'many' and -1 are refused")
                : Verdict.failed(
                        "neither a 4xx answer nor closed, but " + wrong.getFirst().summary(),
                        wrong.stream().map(Asked::evidence).toList());
    }

    private static boolean refused(Answer answer) {
        return switch (answer) {
            case Answer.Reply reply -> reply.status() / 100 == 4;
            case Answer.Closed _ -> true;
            case Answer.Silent _, Answer.Unreachable _ -> false;
        };
    }

    /** Afterwards it has to go on all the same, which is looked at after each check. */
    private static void leaveInTheMiddle(Bench bench, Request request) {
        try (Line line = bench.stage().wire().open()) {
            line.begin(request.as(bench.stage().bearer()), 0);
        } catch (IOException e) {
            // It takes no connection, and that will be found in a moment.
            return;
        }
    }
}
