package dev.kheish.host.delivery;

import dev.kheish.host.connector.DeliveryPolicy;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Prints how many deliveries a second go to a target in memory, over many lanes. For people. */
final class ThroughputProbe {
    private ThroughputProbe() {}

    public static void main(String[] args) throws Exception {
        int lanes = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int each = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        PrintStream out = System.out;
        Path folder = Files.createTempDirectory(Path.of(args.length > 2 ? args[2] : "."), "probe");
        AtomicInteger delivered = new AtomicInteger();
        try (TestRoom room = TestRoom.open(folder, Clock.systemUTC())) {
            room.connector(
                    "a",
                    new DeliveryPolicy(9, Duration.ofHours(1), 64, 0, Duration.ofSeconds(20)),
                    _ -> {
                        delivered.incrementAndGet();
                        return DeliveryResult.delivered(Evidence.status(200).withProviderId("m"));
                    });
            long queued = System.nanoTime();
            for (int round = 0; round < each; round++) {
                for (int lane = 0; lane < lanes; lane += 500) {
                    int from = lane;
                    room.store.write(
                            tx -> {
                                for (int i = from; i < from + 500; i++) {
                                    room.send(tx, i, "hello", List.of(FakeDirectory.target("a/")));
                                }
                                return null;
                            });
                }
            }
            long started = System.nanoTime();
            out.printf("queued %d in %.2f s%n", lanes * each, (started - queued) / 1e9);
            room.start();
            int total = lanes * each;
            while (room.deliveries.status().delivered() < total) {
                LockSupport.parkNanos(1_000_000);
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            out.printf(
                    "%d deliveries over %d lanes in %.2f s: %.0f/s; attempts recorded: %d%n",
                    total,
                    lanes,
                    seconds,
                    total / seconds,
                    room.count("select count(*) from delivery_attempt"));
        }
    }
}
