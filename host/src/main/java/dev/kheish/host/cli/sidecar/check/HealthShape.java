package dev.kheish.host.cli.sidecar.check;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Set;

/** Health can be read. */
final class HealthShape implements Check {
    private static final Set<String> STATUSES = Set.of("starting", "ready", "degraded", "draining");

    @Override
    public About about() {
        return About.of("health", "Answers how it is", Clause.HEALTH);
    }

    @Override
    public Verdict run(Bench bench) {
        Asked asked = bench.get("/health");
        String flaw = flaw(asked);
        return flaw.isEmpty()
                ? Verdict.passed("status " + asked.json().path("status").textValue())
                : Verdict.failed(flaw, asked.evidence());
    }

    private static String flaw(Asked asked) {
        String flaw = Shapes.versioned(asked);
        JsonNode status = asked.json().path("status");
        JsonNode detail = asked.json().path("detail");
        if (!flaw.isEmpty()) {
            return flaw;
        }
        if (!STATUSES.contains(status.asText())) {
            return "status is "
                    + Shapes.named(status)
                    + ", not one of starting, ready, degraded, draining";
        }
        return detail.isMissingNode() || detail.isNull() || detail.isTextual()
                ? ""
                : "detail is neither absent nor a text";
    }
}
