package dev.kheish.host.cli.sidecar;

import dev.kheish.host.cli.sidecar.check.About;
import dev.kheish.host.cli.sidecar.stage.Exchange;

import java.time.Duration;
import java.util.List;

/** What became of one check; without any secret. */
public record Result(
        About about, Mark mark, String detail, List<Exchange> evidence, Duration took) {
    /** How it ended. */
    public enum Mark {
        PASSED("passed"),
        FAILED("failed"),
        SKIPPED("skipped");

        private final String word;

        Mark(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public Result {
        evidence = List.copyOf(evidence);
    }
}
