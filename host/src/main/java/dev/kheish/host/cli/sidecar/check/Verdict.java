package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Exchange;

import java.util.List;

/** How a check ended. Its texts may still hold secrets. */
public sealed interface Verdict {
    String detail();

    static Verdict passed(String detail) {
        return new Passed(detail);
    }

    static Verdict failed(String detail, Exchange... evidence) {
        return new Failed(detail, List.of(evidence));
    }

    static Verdict failed(String detail, List<Exchange> evidence) {
        return new Failed(detail, evidence);
    }

    static Verdict skipped(String why) {
        return new Skipped(why);
    }

    /** The rule is kept, as far as the detail says. */
    record Passed(String detail) implements Verdict {}

    /** The rule is broken. */
    record Failed(String detail, List<Exchange> evidence) implements Verdict {
        public Failed {
            evidence = List.copyOf(evidence);
        }
    }

    /** Nobody knows. */
    record Skipped(String detail) implements Verdict {}
}
