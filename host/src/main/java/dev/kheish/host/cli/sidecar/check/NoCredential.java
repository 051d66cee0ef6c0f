package dev.kheish.host.cli.sidecar.check;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.cli.sidecar.stage.Child;
import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.HostCall;
import dev.kheish.host.cli.sidecar.stage.Limits;
import dev.kheish.host.cli.sidecar.stage.Theatre;

import java.time.Duration;
import java.util.OptionalInt;

/** A secret that is not there is something that the operator gets to know. */
final class NoCredential implements Check {
    private static final Duration POLL = Duration.ofMillis(50);

    @Override
    public About about() {
        return About.of(
                "credential-missing",
                "Says when a secret is not there",
                Clause.NO_CREDENTIAL,
                Need.PROCESS,
                Need.CREDENTIALS);
    }

    @Override
    public boolean startsProcess() {
        return true;
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        Theatre theatre = bench.theatre();
        theatre.credentials().empty(true);
        try {
            int from = bench.host().count();
            Verdict verdict = watch(bench, theatre.spawn(false));
            boolean asked = bench.host().since(from).stream().anyMatch(HostCall::isCredential);
            return asked ? verdict : Verdict.skipped("it does not ask for a secret when it starts");
        } finally {
            theatre.credentials().empty(false);
            theatre.end();
        }
    }

    private static Verdict watch(Bench bench, Child child) throws InterruptedException {
        long deadline = System.nanoTime() + Limits.READY.toNanos();
        Asked asked = bench.get("/health");
        while (System.nanoTime() < deadline) {
            OptionalInt code = child.ended(POLL);
            if (code.isPresent()) {
                return ended(child, code.getAsInt());
            }
            asked = bench.get("/health");
            JsonNode health = asked.json();
            String status = health.path("status").asText();
            if (status.equals("degraded")) {
                return Verdict.passed("degraded: " + health.path("detail").asText("no detail"));
            }
            if (status.equals("ready")) {
                return Verdict.failed("it says ready without its secret", asked.evidence());
            }
        }
        return Verdict.failed(
                "after 20 s it has neither ended nor said degraded", asked.evidence());
    }

    private static Verdict ended(Child child, int code) {
        Exchange evidence =
                new Exchange(
                        "404 for every secret",
                        "it ended with code %d, and printed\n%s"
                                .formatted(code, child.output().lastLines(8)));
        if (code == 0) {
            return Verdict.failed("it ended with code 0, as if all were well", evidence);
        }
        return child.output().isEmpty()
                ? Verdict.failed("it ended with code %d without a word".formatted(code), evidence)
                : Verdict.passed("ended with code %d and a message".formatted(code));
    }
}
