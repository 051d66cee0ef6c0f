package dev.kheish.host.metrics;

import java.util.List;

/** Metrics that belong together and are read together. Safe for use by many threads. */
public interface MetricSource {
    /** What it has; always the same. */
    List<Family> families();

    /** Reads all of them as they are now. Costs the same whatever is stored. */
    void read(Samples samples);
}
