package dev.kheish.bench;

import java.io.IOException;

/** One part of a run. */
interface Part {
    /** As {@code --only} and the results name it. */
    String name();

    /** Measures; leaves nothing running. */
    Finding measure(Workplace place, Options options) throws IOException, InterruptedException;
}
