package dev.kheish.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What sidecars that do nothing cost the daemon itself; their own memory is not counted.
 *
 * @param withoutMib the daemon's memory in RAM without any, some seconds after its start
 * @param withMib the same with all of them ready for a while
 * @param withoutCores share of a core that the daemon uses without any
 * @param withCores the same with all of them
 */
record IdleSidecars(
        int count, double withoutMib, double withMib, double withoutCores, double withCores) {
    private static final Duration SETTLE = Duration.ofSeconds(5);

    static IdleSidecars measure(Workplace place, Path program, int count, int watchSeconds)
            throws IOException, InterruptedException {
        try (Daemon daemon = Daemon.start(place.distribution(), place.home("idle"))) {
            long pid = daemon.process().pid();
            Thread.sleep(SETTLE);
            double withoutCores = cores(pid, watchSeconds);
            double withoutMib = Proc.residentMib(pid);
            List<IdleConnector> connectors = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                connectors.add(IdleConnector.put(daemon, "idle" + i, program, ""));
            }
            for (IdleConnector connector : connectors) {
                connector.awaitReady();
            }
            Thread.sleep(SETTLE);
            double withCores = cores(pid, watchSeconds);
            return new IdleSidecars(
                    count, withoutMib, Proc.residentMib(pid), withoutCores, withCores);
        }
    }

    private static double cores(long pid, int seconds) throws IOException, InterruptedException {
        Proc.Usage before = Proc.usage(pid);
        long begin = System.nanoTime();
        Thread.sleep(Duration.ofSeconds(seconds));
        Duration cpu = Proc.usage(pid).since(before).cpu();
        return (double) cpu.toNanos() / (System.nanoTime() - begin);
    }
}
