package dev.kheish.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.connector.DeliveryPolicy;
import dev.kheish.host.store.Store;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A lane goes on in the commit that ends its head, when nothing speaks against it. */
class HandOverTest {
    private static final int LANES = 80;
    private static final int EACH = 4;
    private static final int MANY = 4000;
    private static final int IN_A_LANE = 400;

    @TempDir Path folder;

    private static DeliveryResult ok() {
        return DeliveryResult.delivered(Evidence.status(200));
    }

    private static DeliveryPolicy policy(int concurrency, int perSecond) {
        return new DeliveryPolicy(
                9, Duration.ofHours(1), concurrency, perSecond, Duration.ofSeconds(20));
    }

    @Test
    void theNextOfALaneIsLentInTheCommitThatEndsTheOneBefore() throws Exception {
        try (Store store = Store.open(folder.resolve("kheish.db"))) {
            store.write(
                    tx -> {
                        for (long delivery = 1; delivery <= 3; delivery++) {
                            LaneQueue.add(tx, new LaneQueue.Place(5, delivery, 9), 10, 0);
                        }
                        Loan first = LaneQueue.lend(tx, 9, 10, 100, 8).getFirst();

                        assertThat(LaneQueue.remove(tx, first)).isTrue();
                        assertThat(LaneQueue.lendNext(tx, 5, 200))
                                .hasValue(new Loan(5, 2, 1, 200, 0, null));
                        // Now it is out, and nobody else gets it or the one behind.
                        assertThat(LaneQueue.lendNext(tx, 5, 200)).isEmpty();
                        assertThat(LaneQueue.lend(tx, 9, 10, 100, 8)).isEmpty();
                        assertThat(LaneQueue.nextDue(tx, 9)).isEqualTo(200);
                        return true;
                    });
        }
    }

    @Test
    void longLanesDoNotKeepAnotherWaiting() throws Exception {
        try (TestRoom room = TestRoom.open(folder, Clock.systemUTC()).start()) {
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch release = new CountDownLatch(1);
            room.connector(
                    "a",
                    policy(1, 0),
                    delivery -> {
                        release.await();
                        order.add(delivery.content());
                        return ok();
                    });
            for (int i = 0; i < LANES * EACH; i++) {
                room.send(1, "long", FakeDirectory.target("a/" + i % LANES));
            }
            room.send(1, "short", FakeDirectory.target("a/short"));

            release.countDown();
            room.await(
                    () ->
                            room.count("select count(*) from delivery where state = 2")
                                    == LANES * EACH + 1);

            // More lanes wait than are borrowed at a time; each has one turn before any has two.
            assertThat(order.indexOf("short")).isLessThan(2 * LANES);
        }
    }

    @Test
    void aLaneThatGoesOnKeepsToAPolicyThatChanged() throws Exception {
        ManualClock clock = new ManualClock();
        try (TestRoom room = TestRoom.open(folder, clock).start()) {
            AtomicInteger calls = new AtomicInteger();
            room.connector(
                    "a",
                    _ -> {
                        if (calls.incrementAndGet() == 10) {
                            room.connector("a", policy(16, 1), _ -> count(calls));
                        }
                        return ok();
                    });
            for (int i = 0; i < LANES; i++) {
                room.send(1, "x", FakeDirectory.target("a/l"));
            }
            // The one that the new limit lets through at once may follow, and then time must pass.
            room.await(() -> room.count("select count(*) from delivery where state = 2") >= 11);
            room.connector("b", _ -> ok());
            String other = room.send(2, "x", FakeDirectory.target("b/l")).getFirst();
            room.awaitState(other, DeliveryState.DELIVERED);
            int then = calls.get();
            assertThat(then).isBetween(10, 12);

            clock.advance(Duration.ofSeconds(1));
            room.await(() -> calls.get() > then);
        }
    }

    @Test
    void aStopInTheMiddleOfALaneLeavesNothingLentAndNothingRunning() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (TestRoom room = TestRoom.open(folder, Clock.systemUTC())) {
            room.connector("a", _ -> count(calls));
            room.store.write(
                    tx -> {
                        for (int i = 0; i < MANY; i++) {
                            room.send(tx, 1, "x", List.of(FakeDirectory.target("a/" + i % 4)));
                        }
                        return true;
                    });
            room.start();
            room.await(() -> calls.get() > LANES);

            room.deliveries.stop();

            int then = calls.get();
            assertThat(room.count("select count(*) from delivery_queue where lent_until > 0"))
                    .isZero();
            assertThat(room.count("select count(*) from delivery where state = 2")).isEqualTo(then);
        }
        assertThat(calls).hasValueLessThan(MANY);
    }

    @Test
    void workThatFailsInTheSameCommitChangesNothingForALane() throws Exception {
        try (TestRoom room = TestRoom.open(folder, Clock.systemUTC())) {
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            room.connector(
                    "a",
                    policy(4, 100_000),
                    delivery -> {
                        order.add(delivery.content());
                        return ok();
                    });
            List<String> sent = IntStream.range(0, IN_A_LANE).mapToObj(i -> "n" + i).toList();
            room.store.write(
                    tx -> {
                        sent.forEach(
                                text ->
                                        room.send(
                                                tx, 1, text, List.of(FakeDirectory.target("a/l"))));
                        return true;
                    });
            AtomicInteger undone = new AtomicInteger();
            AtomicBoolean done = new AtomicBoolean();
            Thread failing =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        while (!done.get()) {
                                            failToWrite(room.store);
                                            undone.incrementAndGet();
                                        }
                                    });
            room.start();

            room.await(
                    () -> room.count("select count(*) from delivery where state = 2") == IN_A_LANE);
            done.set(true);
            failing.join();

            assertThat(undone).hasValueGreaterThan(IN_A_LANE / 10);
            assertThat(order).containsExactlyElementsOf(sent);
            assertThat(room.count("select count(*) from delivery_attempt")).isEqualTo(IN_A_LANE);
            assertThat(room.count("select count(*) from delivery_queue")).isZero();
        }
    }

    private static void failToWrite(Store store) {
        try {
            store.write(
                    _ -> {
                        throw new IllegalStateException("on purpose");
                    });
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("on purpose");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static DeliveryResult count(AtomicInteger calls) {
        calls.incrementAndGet();
        return ok();
    }
}
