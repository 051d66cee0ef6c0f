package dev.kheish.host.cli.sidecar.check;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;

/** The manifest can be read. */
final class ManifestShape implements Check {
    private static final List<String> CAPABILITIES =
            List.of("attachments_in", "attachments_out", "threads");

    @Override
    public About about() {
        return About.of("manifest", "Answers with its manifest", Clause.MANIFEST);
    }

    @Override
    public Verdict run(Bench bench) {
        Asked asked = bench.get("/manifest");
        String flaw = flaw(asked);
        return flaw.isEmpty()
                ? Verdict.passed("capabilities " + asked.json().path("capabilities"))
                : Verdict.failed(flaw, asked.evidence());
    }

    private static String flaw(Asked asked) {
        String flaw = Shapes.versioned(asked);
        JsonNode capabilities = asked.json().path("capabilities");
        if (!flaw.isEmpty() || capabilities.isMissingNode() || capabilities.isNull()) {
            return flaw;
        }
        if (!capabilities.isObject()) {
            return "capabilities is not an object";
        }
        for (String name : CAPABILITIES) {
            if (capabilities.has(name) && !capabilities.get(name).isBoolean()) {
                return "capabilities." + name + " is neither true nor false";
            }
        }
        JsonNode experimental = asked.json().path("experimental");
        return experimental.isMissingNode() || experimental.isBoolean()
                ? ""
                : "experimental is neither true nor false";
    }
}
