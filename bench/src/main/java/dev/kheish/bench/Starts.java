package dev.kheish.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How long the daemon takes to get ready, and what it needs while idle.
 *
 * @param readyMs from the launch to the line that says so, one a start, sorted as they came
 * @param idleMib memory in RAM a few seconds after the last start
 */
record Starts(List<Double> readyMs, double idleMib) {
    private static final Duration IDLE = Duration.ofSeconds(3);

    static Starts measure(Path distribution, Path home, int count)
            throws IOException, InterruptedException {
        // The first one makes the home folder and is no example of the others.
        Daemon.start(distribution, home).close();
        Double[] ready = new Double[count];
        double idle = 0;
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            try (Daemon daemon = Daemon.start(distribution, home)) {
                ready[i] = (System.nanoTime() - begin) / 1e6;
                if (i == count - 1) {
                    Thread.sleep(IDLE);
                    idle = Proc.residentMib(daemon.process().pid());
                }
            }
        }
        return new Starts(List.of(ready), idle);
    }

    double medianMs() {
        return Series.median(readyMs.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
