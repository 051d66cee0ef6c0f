package dev.kheish.host.cli.sidecar.stage;

import java.time.Duration;
import java.util.List;

/** How the start of a sidecar went. */
public sealed interface Start {
    /** It answers, and says that it is up. */
    record Up(Duration took) implements Start {}

    /** It never was. */
    record Failed(String why, List<Exchange> evidence) implements Start {
        public Failed {
            evidence = List.copyOf(evidence);
        }
    }
}
