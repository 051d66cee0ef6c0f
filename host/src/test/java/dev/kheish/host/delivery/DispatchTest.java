package dev.kheish.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.connector.DeliveryPolicy;
import dev.kheish.host.connector.Lookup;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;
import dev.kheish.spi.Origin;

import jakarta.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

class DispatchTest {
    @TempDir Path folder;

    private static DeliveryResult ok() {
        return DeliveryResult.delivered(
                Evidence.status(200).withProviderId("m-1").withAnswer("fine"));
    }

    @Test
    void deliversAndKeepsTheAttemptWithItsEvidence() throws Exception {
        try (TestRoom room = TestRoom.open(folder, Clock.systemUTC()).start()) {
            List<Delivery> seen = Collections.synchronizedList(new ArrayList<>());
            room.connector(
                    "a",
                    delivery -> {
                        seen.add(delivery);
                        return ok();
                    });

            String id = room.send(1, "hello", FakeDirectory.target("a/lane")).getFirst();
            room.awaitState(id, DeliveryState.DELIVERED);

            assertThat(seen).hasSize(1);
            assertThat(seen.getFirst().id()).isEqualTo(id);
            assertThat(seen.getFirst().content()).isEqualTo("hello");
            assertThat(seen.getFirst().sessionId()).isEqualTo("s-1");
            assertThat(seen.getFirst().metadata().getString("delivery_id")).isEqualTo(id);
            assertThat(
                            room.count(
                                    "select count(*) from delivery_attempt where outcome = 'delivered' and status = 200"
                                            + " and provider_id = 'm-1' and answer = 'fine' and number = 1"))
                    .isEqualTo(1);
            assertThat(room.count("select count(*) from delivery_queue")).isZero();
            assertThat(room.count("select count(*) from event where type = 'delivery_delivered'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void theHostsOwnTargetIsDeliveredInTheCommitOfTheOutput() throws Exception {
        try (TestRoom room = TestRoom.open(folder, Clock.systemUTC())) {
            String id =
                    room.send(1, "hello", StoredTarget.ofSession("s-1", Origin.CLIENT)).getFirst();

            assertThat(room.state(id)).isEqualTo(DeliveryState.DELIVERED);
            assertThat(room.count("select count(*) from delivery_queue")).isZero();
            assertThat(room.count("select count(*) from event where type = 'delivery_delivered'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aTargetThatCannotBeReadAnyMoreIsADeadLetter() throws Exception {
        try (TestRoom room = TestRoom.open(folder, Clock.systemUTC()).start()) {
            room.connector("a", _ -> ok());

            String id = room.send(1, "x", FakeDirectory.target("a/bad")).getFirst();
            room.awaitState(id, DeliveryState.DEAD_LETTERED);

            assertThat(room.row(id).outcome().error()).isEqualTo("No such address.");
        }
    }

    @Test
    void aDamagedRowHarmsNoOther() throws Exception {
        try (TestRoom room = TestRoom.open(folder, Clock.systemUTC())) {
            room.connector("a", _ -> ok());
            String damaged = room.send(1, "x", FakeDirectory.target("a/1")).getFirst();
            String sound = room.send(1, "x", FakeDirectory.target("a/2")).getFirst();
            room.store.write(
                    tx ->
                            tx.update(
                                    "update delivery set state = 9 where seq = ?",
                                    room.row(damaged).seq()));

            room.start();
            room.awaitState(sound, DeliveryState.DELIVERED);

            assertThat(room.count("select count(*) from delivery_queue")).isEqualTo(1);
        }
    }

    @Test
    void aBodyThatIsTooLargeToBeKeptIsReadWhenItsTurnComes() throws Exception {
        try (TestRoom room = TestRoom.open(folder, Clock.systemUTC()).start()) {
            List<String> contents = Collections.synchronizedList(new ArrayList<>());
            room.connector(
                    "a",
                    delivery -> {
                        contents.add(delivery.content());
                        return ok();
                    });
            String large = "y".repeat(100_000);

            String id = room.send(1, large, FakeDirectory.target("a/l")).getFirst();
            room.awaitState(id, DeliveryState.DELIVERED);

            assertThat(contents).containsExactly(large);
        }
    }

    @Test
    void aConnectorThatWasDeletedMakesDeadLetters() throws Exception {
        try (TestRoom room = TestRoom.open(folder, Clock.systemUTC()).start()) {
            String id = room.send(1, "x", FakeDirectory.target("gone/l")).getFirst();
            room.awaitState(id, DeliveryState.DEAD_LETTERED);

            assertThat(room.row(id).outcome().error())
                    .isEqualTo("There is no connector fake:gone any more.");
        }
    }

    @Test
    void anUnknownEndIsAmbiguousAndNotTriedAgain() throws Exception {
        try (TestRoom room = TestRoom.open(folder, Clock.systemUTC()).start()) {
            AtomicInteger calls = new AtomicInteger();
            room.connector(
                    "a",
                    _ -> {
                        calls.incrementAndGet();
                        return DeliveryResult.unknown(
                                "The answer was lost.", Evidence.transportFailure());
                    });

            String id = room.send(1, "x", FakeDirectory.target("a/l")).getFirst();
            room.awaitState(id, DeliveryState.DEAD_LETTERED);

            assertThat(room.row(id).outcome().ambiguous()).isTrue();
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void laterCostsNoAttemptAndCountsAge() throws Exception {
        ManualClock clock = new ManualClock();
        try (TestRoom room = TestRoom.open(folder, clock).start()) {
            room.connector("a", _ -> DeliveryResult.later(Duration.ofSeconds(5), "own limit"));
            String id = room.send(1, "x", FakeDirectory.target("a/l")).getFirst();
            room.await(() -> "own limit".equals(room.row(id).outcome().error()));

            assertThat(room.row(id).attempts()).isZero();
            assertThat(room.state(id)).isEqualTo(DeliveryState.PENDING);

            clock.advance(Duration.ofHours(25));
            room.awaitState(id, DeliveryState.DEAD_LETTERED);

            assertThat(room.row(id).outcome().error())
                    .isEqualTo("Not delivered within 24 h: own limit");
            assertThat(room.count("select count(*) from delivery_attempt")).isZero();
        }
    }

    @Test
    void aPausedConnectorHoldsItsDeliveriesWithoutAgeingThem() throws Exception {
        ManualClock clock = new ManualClock();
        try (TestRoom room = TestRoom.open(folder, clock).start()) {
            room.directory.put(
                    "a",
                    new Lookup.Unavailable("connector_paused", "paused", Duration.ofSeconds(1)));
            String id = room.send(1, "x", FakeDirectory.target("a/l")).getFirst();
            room.await(
                    () -> room.count("select count(*) from delivery_hold where since_ms > 0") == 1);

            clock.advance(Duration.ofDays(2));
            AtomicInteger calls = new AtomicInteger();
            room.connector(
                    "a",
                    _ -> {
                        calls.incrementAndGet();
                        return DeliveryResult.retry("broken", Evidence.status(429));
                    });
            room.await(() -> room.state(id) == DeliveryState.RETRYING);

            assertThat(calls).hasValue(1);
            assertThat(room.row(id).attempts()).isEqualTo(1);

            clock.advance(Duration.ofHours(25));
            room.awaitState(id, DeliveryState.DEAD_LETTERED);

            assertThat(room.row(id).outcome().error()).startsWith("Not delivered within 24 h");
        }
    }

    @Test
    void anAttemptThatTakesTooLongIsInterruptedAndTriedAgain() throws Exception {
        try (TestRoom room = TestRoom.open(folder, Clock.systemUTC()).start()) {
            AtomicInteger calls = new AtomicInteger();
            room.connector(
                    "a",
                    new DeliveryPolicy(9, Duration.ofHours(1), 4, 0, Duration.ofMillis(100)),
                    _ -> {
                        if (calls.getAndIncrement() == 0) {
                            new CountDownLatch(1).await();
                        }
                        return ok();
                    });

            String id = room.send(1, "x", FakeDirectory.target("a/l")).getFirst();
            room.awaitState(id, DeliveryState.DELIVERED);

            assertThat(
                            room.count(
                                    "select count(*) from delivery_attempt where number = 1 and outcome = 'retry'"
                                            + " and error = 'It took longer than 100 ms.'"))
                    .isEqualTo(1);
            assertThat(room.row(id).attempts()).isEqualTo(2);
        }
    }

    @Test
    void progressOutlivesAnAttemptThatFailed() throws Exception {
        try (TestRoom room = TestRoom.open(folder, Clock.systemUTC()).start()) {
            List<Boolean> known = Collections.synchronizedList(new ArrayList<>());
            room.connector(
                    "a",
                    delivery -> {
                        known.add(delivery.progress().get("uploaded").isPresent());
                        delivery.progress().put("uploaded", JsonValue.TRUE);
                        return delivery.attempt() == 1
                                ? DeliveryResult.retry("half done", Evidence.status(503))
                                : ok();
                    });

            String id = room.send(1, "x", FakeDirectory.target("a/l")).getFirst();
            room.awaitState(id, DeliveryState.DELIVERED);

            assertThat(known).containsExactly(false, true);
        }
    }

    @Test
    void loansOfADeadHostAreFoundAtTheNextStart() throws Exception {
        FakeDirectory directory = new FakeDirectory();
        CountDownLatch begun = new CountDownLatch(1);
        TestRoom dead =
                new TestRoom(folder, Clock.systemUTC(), directory, DeliverySettings.DEFAULT)
                        .start();
        dead.connector(
                "a",
                _ -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                    return ok();
                });
        String id = dead.send(1, "x", FakeDirectory.target("a/l")).getFirst();
        begun.await();
        dead.store.close(); // nothing more is written, as if the process had been killed

        try (TestRoom next =
                new TestRoom(folder, Clock.systemUTC(), directory, DeliverySettings.DEFAULT)) {
            assertThat(
                            next.count(
                                    "select count(*) from delivery_queue where lent_until is not null"))
                    .isEqualTo(1);
            next.connector("a", _ -> ok());
            next.start();

            next.awaitState(id, DeliveryState.DELIVERED);
        }
    }

    @Test
    void noMoreAttemptsRunAtATimeThanThePolicyAllows() throws Exception {
        try (TestRoom room = TestRoom.open(folder, Clock.systemUTC()).start()) {
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            room.connector(
                    "a",
                    new DeliveryPolicy(9, Duration.ofHours(1), 3, 0, Duration.ofSeconds(20)),
                    _ -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        LockSupport.parkNanos(1_000_000);
                        running.decrementAndGet();
                        return ok();
                    });

            for (int i = 0; i < 60; i++) {
                room.send(i, "x", FakeDirectory.target("a/" + i));
            }
            room.await(() -> room.count("select count(*) from delivery where state = 2") == 60);

            assertThat(most.get()).isBetween(2, 3);
        }
    }

    @Test
    void oneSlowConnectorDoesNotHoldUpAnother() throws Exception {
        try (TestRoom room = TestRoom.open(folder, Clock.systemUTC()).start()) {
            CountDownLatch release = new CountDownLatch(1);
            room.connector(
                    "slow",
                    _ -> {
                        release.await();
                        return ok();
                    });
            room.connector("fast", _ -> ok());
            for (int i = 0; i < 40; i++) {
                room.send(i, "x", FakeDirectory.target("slow/" + i));
            }

            String id = room.send(99, "x", FakeDirectory.target("fast/l")).getFirst();
            room.awaitState(id, DeliveryState.DELIVERED);

            assertThat(room.count("select count(*) from delivery where state = 2")).isEqualTo(1);
            release.countDown();
            room.await(() -> room.count("select count(*) from delivery where state = 2") == 41);
        }
    }

    @Test
    void fiveServerFailuresOpenTheBreakerAndOneProbeClosesIt() throws Exception {
        ManualClock clock = new ManualClock();
        try (TestRoom room = TestRoom.open(folder, clock).start()) {
            AtomicInteger calls = new AtomicInteger();
            AtomicInteger status = new AtomicInteger(503);
            room.connector(
                    "a",
                    new DeliveryPolicy(1000, Duration.ofHours(24), 1, 0, Duration.ofSeconds(20)),
                    _ -> {
                        calls.incrementAndGet();
                        return status.get() == 200
                                ? ok()
                                : DeliveryResult.retry("down", Evidence.status(status.get()));
                    });
            for (int i = 0; i < 20; i++) {
                room.send(i, "x", FakeDirectory.target("a/" + i));
            }
            room.await(() -> room.count("select count(*) from delivery where state = 1") == 5);
            room.await(
                    () ->
                            room.count("select count(*) from delivery_queue where lent_until > 0")
                                    == 0);

            assertThat(calls).hasValue(5);
            status.set(200);
            clock.advance(Duration.ofSeconds(29));
            room.deliveries.wake();
            assertThat(calls).hasValue(5);

            clock.advance(Duration.ofSeconds(2));
            room.await(() -> room.count("select count(*) from delivery where state = 2") == 20);
            assertThat(room.count("select count(*) from delivery_attempt")).isEqualTo(25);
        }
    }

    @Test
    void aHeadThatFailsForTooLongRetriesBesideItsLane() throws Exception {
        ManualClock clock = new ManualClock();
        try (TestRoom room = TestRoom.open(folder, clock).start()) {
            room.connector(
                    "a",
                    delivery ->
                            delivery.content().equals("poison")
                                    ? DeliveryResult.retry("no", Evidence.status(429))
                                    : ok());
            String poison = room.send(1, "poison", FakeDirectory.target("a/l")).getFirst();
            String behind = room.send(1, "fine", FakeDirectory.target("a/l")).getFirst();
            room.awaitState(poison, DeliveryState.RETRYING);

            assertThat(room.state(behind)).isEqualTo(DeliveryState.PENDING);

            clock.advance(Duration.ofMinutes(11));
            room.awaitState(behind, DeliveryState.DELIVERED);

            assertThat(room.state(poison)).isEqualTo(DeliveryState.RETRYING);
            assertThat(room.row(poison).waiting().lane()).isNegative();
        }
    }

    @Test
    void stoppingGivesBackWhatHadNotBegun() throws Exception {
        FakeDirectory directory = new FakeDirectory();
        TestRoom room =
                new TestRoom(
                                folder,
                                Clock.systemUTC(),
                                directory,
                                new DeliverySettings(
                                        64,
                                        Duration.ofMinutes(10),
                                        BackOff.DEFAULT,
                                        Breaker.Settings.DEFAULT,
                                        DeliveryPolicy.DEFAULT,
                                        Duration.ofMillis(50)))
                        .start();
        CountDownLatch begun = new CountDownLatch(1);
        room.connector(
                "a",
                new DeliveryPolicy(9, Duration.ofHours(1), 1, 0, Duration.ofSeconds(20)),
                _ -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                    return ok();
                });
        for (int i = 0; i < 10; i++) {
            room.send(i, "x", FakeDirectory.target("a/" + i));
        }
        begun.await();

        room.deliveries.stop();

        assertThat(room.count("select count(*) from delivery_queue where lent_until is not null"))
                .isZero();
        assertThat(
                        room.count(
                                "select count(*) from delivery_attempt where error = 'The host stopped meanwhile.'"))
                .isEqualTo(1);
        room.store.close();
    }
}
