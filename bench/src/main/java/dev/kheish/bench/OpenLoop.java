package dev.kheish.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * Load that does not wait for the server: each event has its time, and its latency counts from that
 * time, also when the connection was still busy with the one before.
 */
final class OpenLoop {
    private static final long OVERTIME_NANOS = 5_000_000_000L;

    private OpenLoop() {}

    /**
     * What senders saw.
     *
     * @param perSecond that were due, and sent unless the server fell behind by five seconds
     * @param taken answers of 2xx
     * @param refused all others
     * @param late events that were not even sent five seconds after the end
     */
    record Latencies(
            double perSecond,
            long taken,
            long refused,
            long late,
            double p50Ms,
            double p99Ms,
            double p999Ms,
            double maxMs) {}

    static Latencies run(String url, Keys keys, int connections, double perSecond, int seconds)
            throws IOException, InterruptedException {
        long total = Math.max(connections, Math.round(perSecond * seconds));
        double gap = seconds * 1e9 / total;
        long begin = System.nanoTime() + 50_000_000L;
        List<Callable<Seen>> senders = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Sender sender = new Sender(url, keys, i, connections, total);
            senders.add(() -> sender.send(begin, gap));
        }
        List<Seen> seen = Crew.work(senders);
        return sum(seen, total / (double) seconds);
    }

    private static Latencies sum(List<Seen> seen, double perSecond) {
        long[] all =
                seen.stream()
                        .flatMap(each -> each.nanos().stream())
                        .mapToLong(Long::longValue)
                        .toArray();
        Arrays.sort(all);
        return new Latencies(
                perSecond,
                all.length - seen.stream().mapToLong(Seen::refused).sum(),
                seen.stream().mapToLong(Seen::refused).sum(),
                seen.stream().mapToLong(Seen::late).sum(),
                at(all, 0.5),
                at(all, 0.99),
                at(all, 0.999),
                at(all, 1));
    }

    private static double at(long[] sorted, double share) {
        if (sorted.length == 0) {
            return 0;
        }
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, index)] / 1e6;
    }

    private record Seen(List<Long> nanos, long refused, long late) {}

    /** Has every n-th event, beginning with {@code first}. */
    private record Sender(String url, Keys keys, int first, int step, long total) {
        Seen send(long begin, double gap) throws IOException {
            EventMaker events = new EventMaker(Daemon.INGRESS, keys);
            List<Long> nanos = new ArrayList<>();
            long refused = 0;
            long end = begin + (long) (total * gap) + OVERTIME_NANOS;
            try (Wire wire = new Wire(url)) {
                for (long i = first; i < total; i += step) {
                    byte[] request = events.next();
                    long due = begin + (long) (i * gap);
                    for (long left = due - System.nanoTime(); left > 0; ) {
                        LockSupport.parkNanos(left);
                        left = due - System.nanoTime();
                    }
                    if (System.nanoTime() > end) {
                        return new Seen(nanos, refused, (total - i) / step);
                    }
                    refused += wire.exchange(request).isTaken() ? 0 : 1;
                    nanos.add(System.nanoTime() - due);
                }
            }
            return new Seen(nanos, refused, 0);
        }
    }
}
