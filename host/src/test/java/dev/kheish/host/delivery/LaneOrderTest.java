package dev.kheish.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.connector.DeliveryPolicy;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class LaneOrderTest {
    private static final int LANES = 7;
    private static final int EACH = 12;

    @Property(tries = 6)
    void deliveriesOfALaneEndInTheOrderInWhichTheyWereMade(
            @ForAll @IntRange(max = 1_000_000) int seed) throws Exception {
        Path folder = Files.createTempDirectory("lanes");
        Map<Integer, List<Integer>> ended = new ConcurrentHashMap<>();
        BackOff quick =
                new BackOff(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofSeconds(1));
        DeliverySettings settings =
                new DeliverySettings(
                        16,
                        Duration.ofMinutes(10),
                        quick,
                        new Breaker.Settings(1000, Duration.ofMillis(1), Duration.ofMillis(1)),
                        DeliveryPolicy.DEFAULT,
                        Duration.ofSeconds(5));
        try (TestRoom room =
                new TestRoom(folder, Clock.systemUTC(), new FakeDirectory(), settings).start()) {
            room.connector(
                    "a", delivery -> end(delivery.content(), delivery.attempt(), seed, ended));
            for (int i = 0; i < EACH; i++) {
                for (int lane = 0; lane < LANES; lane++) {
                    room.send(1, lane + ":" + i, FakeDirectory.target("a/" + lane));
                }
            }
            room.await(() -> room.count("select count(*) from delivery_queue") == 0);
        } finally {
            delete(folder);
        }

        List<Integer> inOrder = IntStream.range(0, EACH).boxed().toList();
        for (int lane = 0; lane < LANES; lane++) {
            assertThat(ended.get(lane)).as("lane " + lane).isEqualTo(inOrder);
        }
    }

    /** A random end, and a note of it if it is for good. */
    private static DeliveryResult end(
            String content, int attempt, int seed, Map<Integer, List<Integer>> ended) {
        int lane = Integer.parseInt(content.substring(0, content.indexOf(':')));
        int number = Integer.parseInt(content.substring(content.indexOf(':') + 1));
        int draw = new Random(seed * 31L + content.hashCode() * 7L + attempt).nextInt(10);
        if (draw < 3 && attempt < 4) {
            return DeliveryResult.retry("once more", Evidence.status(429));
        }
        if (draw == 3 && attempt < 4) {
            return DeliveryResult.retry("broken", Evidence.status(500));
        }
        ended.computeIfAbsent(lane, _ -> new ArrayList<>()).add(number);
        return switch (draw) {
            case 4 -> DeliveryResult.rejected("never");
            case 5 -> DeliveryResult.unknown("perhaps", Evidence.transportFailure());
            default -> DeliveryResult.delivered(Evidence.status(200));
        };
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
