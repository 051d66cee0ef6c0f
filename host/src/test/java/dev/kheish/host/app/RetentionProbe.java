package dev.kheish.host.app;

import dev.kheish.host.retention.RetentionSettings;
import dev.kheish.spi.Receipt;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints how long events take to be committed, at a steady rate, by turns without and with a large
 * backlog being pruned. For people: {@code RetentionProbe RUNS RATE SECONDS ROUNDS}.
 */
final class RetentionProbe {
    private static final int THREADS = 32;

    private RetentionProbe() {}

    public static void main(String[] args) throws Exception {
        int runs = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
        int rate = args.length > 1 ? Integer.parseInt(args[1]) : 500;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 10;
        int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 3;
        Path folder = Files.createTempDirectory("retention-probe");
        PrintStream out = System.out;
        try (KeptHome home = new KeptHome(folder, RetentionSettings.DEFAULT)) {
            home.nowMs.set(System.currentTimeMillis());
            new Backlog(home.rooms.store, home.nowMs.get() - Duration.ofDays(400).toMillis())
                    .write(runs);
            for (int session = 0; session < THREADS; session++) {
                home.session("new-" + session);
            }
            out.printf("%d old runs, %d events/s, %d s a turn%n", runs, rate, seconds);
            measure(home, rate, 3, "warm");
            for (int round = 0; round < rounds; round++) {
                print(out, "without", measure(home, rate, seconds, "a" + round), 0);
                long before = rows(home);
                Thread pruning = Thread.ofVirtual().start(() -> prune(home));
                long[] times = measure(home, rate, seconds, "b" + round);
                pruning.interrupt();
                pruning.join();
                // Each new event has made one row of these tables.
                print(out, "pruning", times, before + times.length - rows(home));
            }
        }
    }

    private static void prune(KeptHome home) {
        try {
            home.pass();
        } catch (InterruptedException e) {
            // the turn is over
        }
    }

    private static long rows(KeptHome home) {
        return home.count("event") + home.count("delivery") + home.count("output");
    }

    private static long[] measure(KeptHome home, int rate, int seconds, String turn)
            throws InterruptedException {
        int count = rate * seconds;
        long[] times = new long[count];
        AtomicLong next = new AtomicLong();
        long start = System.nanoTime();
        long gap = TimeUnit.SECONDS.toNanos(1) / rate;
        CountDownLatch ended = new CountDownLatch(THREADS);
        for (int thread = 0; thread < THREADS; thread++) {
            String session = "new-" + thread;
            Thread.ofVirtual()
                    .start(
                            () -> {
                                long event = next.getAndIncrement();
                                while (event < count) {
                                    long due = start + event * gap;
                                    sleepUntil(due);
                                    Receipt receipt =
                                            home.submit(session, turn + "-" + event, "hello");
                                    if (!(receipt instanceof Receipt.Accepted)) {
                                        throw new IllegalStateException(receipt.toString());
                                    }
                                    // From when it was due: waiting behind others counts.
                                    times[(int) event] = System.nanoTime() - due;
                                    event = next.getAndIncrement();
                                }
                                ended.countDown();
                            });
        }
        ended.await();
        Arrays.sort(times);
        return times;
    }

    private static void sleepUntil(long nanoTime) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void print(PrintStream out, String turn, long[] times, long pruned) {
        out.printf(
                Locale.ROOT,
                "%s: p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, longest %.2f ms; %d rows pruned%n",
                turn,
                ms(times, 0.5),
                ms(times, 0.99),
                ms(times, 0.999),
                ms(times, 1),
                pruned);
    }

    private static double ms(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
    }
}
