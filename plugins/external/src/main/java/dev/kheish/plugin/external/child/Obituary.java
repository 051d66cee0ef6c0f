package dev.kheish.plugin.external.child;

import java.time.Duration;
import java.util.Optional;

/** Says why a generation failed, and where to read on. */
final class Obituary {
    private final OutputTap tap;

    Obituary(OutputTap tap) {
        this.tap = tap;
    }

    /**
     * Its process ended.
     *
     * @param age empty when it never was ready
     * @param survivors how many of its processes still run
     */
    String ended(Exit exit, Optional<Duration> age, int survivors) {
        String when =
                age.map(time -> "after " + time.toSeconds() + " s").orElse("before it was ready");
        return "It %s %s.%s%s".formatted(exit.text(), when, hint(survivors), whereToLook());
    }

    /** It did not get ready. */
    String late(Duration patience, String missing) {
        return "It was not ready within %d s: %s%s"
                .formatted(patience.toSeconds(), missing, whereToLook());
    }

    private static String hint(int survivors) {
        return survivors == 0
                ? ""
                : " It left %d running; a sidecar has to stay in the foreground."
                        .formatted(survivors);
    }

    private String whereToLook() {
        String source = tap.lastSource();
        return source.isEmpty()
                ? " It wrote nothing."
                : " Its last line came on %s; see the connector's logs.".formatted(source);
    }
}
