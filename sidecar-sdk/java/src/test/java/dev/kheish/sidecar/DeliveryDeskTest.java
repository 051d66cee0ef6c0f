package dev.kheish.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

final class DeliveryDeskTest {
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final LineLog log =
            new LineLog("demo", System.Logger.Level.INFO, new PrintStream(logged, true));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static Delivery delivery(String id) {
        return Delivery.parse(Deliver.body(id, "hello"));
    }

    private DeliveryDesk desk(DeliveryHandler handler) {
        return new DeliveryDesk(handler, 16, log);
    }

    // No handler here asks anything of its sidecar.
    private static Outcome take(DeliveryDesk desk, String id) throws InterruptedException {
        return desk.take(delivery(id), null);
    }

    @Test
    void aFinalOutcomeIsNotAskedForAgain() throws Exception {
        DeliveryDesk desk =
                desk(
                        (delivery, _) ->
                                delivery.id().equals("t")
                                        ? Outcome.terminal("no " + calls.incrementAndGet())
                                        : Outcome.committed("yes " + calls.incrementAndGet()));

        assertThat(take(desk, "c")).isEqualTo(Outcome.committed("yes 1"));
        assertThat(take(desk, "t")).isEqualTo(Outcome.terminal("no 2"));
        assertThat(take(desk, "c")).isEqualTo(Outcome.committed("yes 1"));
        assertThat(take(desk, "t")).isEqualTo(Outcome.terminal("no 2"));
    }

    @Test
    void afterARetryableOutcomeTheHandlerIsCalledAgain() throws Exception {
        DeliveryDesk desk = desk((_, _) -> Outcome.retryable("attempt " + calls.incrementAndGet()));

        assertThat(take(desk, "a")).isEqualTo(Outcome.retryable("attempt 1"));
        assertThat(take(desk, "a")).isEqualTo(Outcome.retryable("attempt 2"));
    }

    @Test
    void aRepeatWaitsForTheFirst() throws Exception {
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        DeliveryDesk desk =
                desk(
                        (_, _) -> {
                            calls.incrementAndGet();
                            entered.countDown();
                            go.await();
                            return Outcome.retryable("later");
                        });
        List<Future<Outcome>> answers = new ArrayList<>();
        answers.add(threads.submit(() -> take(desk, "a")));
        entered.await();
        for (int i = 0; i < 5; i++) {
            answers.add(threads.submit(() -> take(desk, "a")));
        }

        go.countDown();

        for (Future<Outcome> answer : answers) {
            assertThat(answer.get()).isEqualTo(Outcome.retryable("later"));
        }
        // A repeat may come after the first one's end, and is a new attempt then.
        assertThat(calls.get()).isLessThanOrEqualTo(6);
    }

    @Test
    void noMoreThanTheWantedNumberAreAtWork() throws Exception {
        var atWork = new AtomicInteger();
        var most = new AtomicInteger();
        var desk =
                new DeliveryDesk(
                        (_, _) -> {
                            most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                            Thread.yield();
                            atWork.decrementAndGet();
                            return Outcome.committed();
                        },
                        3,
                        log);
        List<Future<Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String id = "d" + i;
            answers.add(threads.submit(() -> take(desk, id)));
        }
        for (Future<Outcome> answer : answers) {
            assertThat(answer.get()).isEqualTo(Outcome.committed());
        }

        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void theOldestOutcomesAreForgotten() throws Exception {
        DeliveryDesk desk =
                desk((_, _) -> Outcome.committed(Integer.toString(calls.incrementAndGet())));
        for (int i = 0; i <= DeliveryDesk.REMEMBERED; i++) {
            take(desk, "d" + i);
        }

        assertThat(take(desk, "d1")).isEqualTo(Outcome.committed("2"));
        assertThat(take(desk, "d0")).isEqualTo(Outcome.committed("10002"));
    }

    @Test
    void whatNobodyPlannedIsToldByItsClassAlone() throws Exception {
        DeliveryDesk desk =
                desk(
                        (delivery, _) -> {
                            if (delivery.id().equals("e")) {
                                throw new AssertionError("hunter2");
                            }
                            throw new IllegalStateException("hunter2");
                        });

        assertThat(take(desk, "a")).isEqualTo(Outcome.retryable("IllegalStateException"));
        assertThat(take(desk, "e")).isEqualTo(Outcome.retryable("AssertionError"));
        assertThat(logged.toString(StandardCharsets.UTF_8))
                .contains("ERROR demo: Delivery a failed")
                .contains("java.lang.IllegalStateException at dev.kheish.sidecar.DeliveryDeskTest")
                .doesNotContain("hunter2");
    }

    @Test
    void noOutcomeAtAllIsRetryable() throws Exception {
        assertThat(take(desk((_, _) -> null), "a")).isEqualTo(Outcome.retryable("no outcome"));
    }

    @Test
    void aClosedDeskCallsNobodyAndStillRemembers() throws Exception {
        DeliveryDesk desk = desk((_, _) -> Outcome.committed());
        take(desk, "a");

        desk.close();

        assertThat(take(desk, "a")).isEqualTo(Outcome.committed());
        assertThat(take(desk, "b")).isEqualTo(Outcome.retryable("draining"));
    }
}
