package dev.kheish.plugin.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.ConnectorStatus;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.Evidence;
import dev.kheish.testkit.FakeContext;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class RemoteSidecarTest {
    private final FakeContext context = new FakeContext("demo");
    private final RemoteSidecar sidecar =
            new RemoteSidecar(
                    new SidecarClient(
                                    "https://sidecar.example", SidecarClient.Reach.PUBLIC, context)
                            ::manifest,
                    context);

    @Test
    void aManifestIsGoodForFiveMinutes() throws Exception {
        answer(200, "{\"protocol_version\":1,\"instance_id\":\"m-1\"}");

        assertReady("m-1");
        answer(200, "{\"protocol_version\":1,\"instance_id\":\"m-2\"}");
        pass(Duration.ofMinutes(5).minusMillis(1));
        assertReady("m-1");
        pass(Duration.ofMillis(1));
        assertReady("m-2");

        assertThat(context.egress().sent()).hasSize(2);
        assertThat(context.egress().sent().getFirst().timeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest(name = "HTTP {0}: {1}")
    @CsvSource({"500,SERVER", "401,REQUEST", "404,REQUEST", "200,NONE"})
    void aManifestThatCannotBeUsedIsTriedAgain(int status, Evidence.Failure failure)
            throws Exception {
        answer(status, "{}");

        var not = (Sidecar.Readiness.Not) sidecar.readiness();

        assertThat(((DeliveryResult.Retry) not.instead()).evidence().failure()).isEqualTo(failure);
        assertThat(sidecar.status().health()).isEqualTo(ConnectorStatus.Health.FAILING);
        assertThat(sidecar.status().reason()).contains("manifest");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"CONNECT,TRANSPORT", "TIMEOUT,TRANSPORT", "BLOCKED_ADDRESS,NONE"})
    void noManifestIsTriedAgain(EgressException.Reason reason, Evidence.Failure failure)
            throws Exception {
        context.egress().failing(reason);

        var not = (Sidecar.Readiness.Not) sidecar.readiness();

        assertThat(((DeliveryResult.Retry) not.instead()).evidence().failure()).isEqualTo(failure);
    }

    /** A connectors file may have been changed while the host was down. */
    @Test
    void endsTheChildProcessThatItMayHaveHadBefore() throws Exception {
        JsonObject left =
                context.json()
                        .createObjectBuilder()
                        .add("number", 1)
                        .add("connector", "demo")
                        .add("host_url", "http://127.0.0.1:4000")
                        .add("instance_id", "test-1")
                        .add("fixed", false)
                        .add("boot_id", "another-start-of-the-machine")
                        .add("grouped", true)
                        .add("seen", JsonValue.EMPTY_JSON_ARRAY)
                        .add("ended", false)
                        .build();
        context.state().put("child_process", left);

        sidecar.start();
        context.tasks().get("former child process").run();

        JsonValue after = context.state().get("child_process").orElseThrow();
        assertThat(after.asJsonObject().getBoolean("ended")).isTrue();
    }

    @Test
    void saysHowTheLastManifestCame() throws Exception {
        assertThat(sidecar.status().health()).isEqualTo(ConnectorStatus.Health.DEGRADED);
        assertThat(sidecar.status().details()).isEmpty();

        answer(200, "{\"protocol_version\":1,\"instance_id\":\"m-1\"}");
        sidecar.readiness();
        assertThat(sidecar.status().details().getString("instance_id")).isEqualTo("m-1");
        assertThat(sidecar.status().details().getJsonNumber("manifest_at_ms").longValue())
                .isEqualTo(context.clock().millis());

        pass(Duration.ofMinutes(5));
        context.egress().failing(EgressException.Reason.CONNECT);
        sidecar.readiness();
        assertThat(sidecar.status().health()).isEqualTo(ConnectorStatus.Health.FAILING);
        assertThat(sidecar.status().details().getString("instance_id")).isEqualTo("m-1");

        answer(200, "{\"protocol_version\":1,\"instance_id\":\"m-2\"}");
        sidecar.readiness();
        assertThat(sidecar.status().health()).isEqualTo(ConnectorStatus.Health.OK);
    }

    @Test
    void isAskedBeforeAnybodyNeedsItAndAgainWhileItCannotBeReached() {
        List<Duration> rests = new ArrayList<>();
        context.egress().failing(EgressException.Reason.CONNECT);
        var watch =
                new ManifestWatch(
                        sidecar,
                        rest -> {
                            rests.add(rest);
                            pass(rest);
                            if (rests.size() == 1) {
                                assertThat(sidecar.status().health())
                                        .isEqualTo(ConnectorStatus.Health.FAILING);
                                assertThat(sidecar.status().reason())
                                        .contains("GET /manifest", "base_url");
                            }
                            if (rests.size() == 6) {
                                answer(200, "{\"protocol_version\":1,\"instance_id\":\"m-1\"}");
                            }
                            if (rests.size() == 8) {
                                throw new InterruptedException();
                            }
                        });

        assertThatThrownBy(watch::run).isInstanceOf(InterruptedException.class);

        assertThat(rests)
                .extracting(Duration::toSeconds)
                .containsExactly(5L, 10L, 20L, 40L, 60L, 60L, 300L, 300L);
        assertThat(sidecar.status().health()).isEqualTo(ConnectorStatus.Health.OK);
        assertThat(context.egress().sent()).hasSize(8);
    }

    @Test
    void aTokenThatNoHeaderCanCarryIsTheOperatorsToMend() throws Exception {
        context.secret("shared_token", "tökén");

        var not = (Sidecar.Readiness.Not) sidecar.readiness();

        assertThat(((DeliveryResult.Retry) not.instead()).reason())
                .contains("shared_token")
                .doesNotContain("tökén");
        assertThat(context.egress().sent()).isEmpty();
    }

    @Test
    void manyDeliveriesAtOnceAskOnce() throws Exception {
        for (boolean fails : new boolean[] {false, true}) {
            AtomicInteger asked = new AtomicInteger();
            CountDownLatch answer = new CountDownLatch(1);
            var slow =
                    new RemoteSidecar(
                            () -> {
                                asked.incrementAndGet();
                                answer.await();
                                if (fails) {
                                    throw SidecarException.refused(500, "no");
                                }
                                return new Manifest("m-1", true, true, false, false);
                            },
                            context);
            List<Thread> threads = new ArrayList<>();
            Queue<Sidecar.Readiness> answers = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < 20; i++) {
                threads.add(Thread.ofVirtual().start(() -> answers.add(ready(slow))));
            }
            for (Thread thread : threads) {
                untilItWaits(thread);
            }

            answer.countDown();

            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(asked).hasValue(1);
            assertThat(answers)
                    .hasSize(20)
                    .hasOnlyElementsOfType(
                            fails ? Sidecar.Readiness.Not.class : Sidecar.Readiness.Ready.class);
        }
    }

    private static Sidecar.Readiness ready(RemoteSidecar sidecar) {
        try {
            return sidecar.readiness();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void untilItWaits(Thread thread) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void assertReady(String instance) throws InterruptedException {
        var ready = (Sidecar.Readiness.Ready) sidecar.readiness();
        assertThat(ready.manifest().instanceId()).isEqualTo(instance);
    }

    private void answer(int status, String body) {
        context.egress().answering(status, body, Map.of());
    }

    private void pass(Duration time) {
        context.clock().set(context.clock().instant().plus(time));
    }
}
