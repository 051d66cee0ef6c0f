package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Limits;
import dev.kheish.host.cli.sidecar.stage.Request;

/** Made-up events cannot be put in. */
final class TestApi implements Check {
    static final String PATH = "/__test/inject";

    @Override
    public About about() {
        return About.of("test-api", "Takes no made-up events", Clause.TEST_API);
    }

    @Override
    public Verdict run(Bench bench) {
        if (bench.provocation().testApiIsOn()) {
            return Verdict.skipped("the test API was switched on with --env");
        }
        Asked asked = bench.ask(Request.post(PATH, "{\"events\":[]}"), Limits.PROBE);
        return asked.status() == 404
                ? Verdict.passed("404")
                : Verdict.failed("the answer is " + asked.summary(), asked.evidence());
    }
}
