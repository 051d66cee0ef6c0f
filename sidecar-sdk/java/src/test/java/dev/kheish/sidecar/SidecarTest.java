package dev.kheish.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.sidecar.FakeHost.Answer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

final class SidecarTest {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private FakeHost host;
    private Map<String, String> environment;

    @BeforeEach
    void start() throws Exception {
        host = new FakeHost();
        host.otherwise(_ -> new Answer(200, Map.of(), "{\"status\":\"accepted\"}"));
        environment = host.environment();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        host.close();
    }

    private int port() {
        String url = environment.get("KHEISH_EXTERNAL_CONNECTOR_BASE_URL");
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    private JsonObject health() throws IOException {
        return Wire.call(port(), "GET", "/health", null).json();
    }

    @Test
    void isStartingUntilTheStartStepsAreDone() throws Exception {
        var go = new CountDownLatch(1);
        SidecarBuilder builder =
                Sidecar.builder("demo")
                        .onStart(_ -> go.await())
                        .onDelivery((_, _) -> Outcome.committed())
                        .route("GET", "/x", (_, _) -> Response.text(200, "x"));
        Future<Sidecar> starting = threads.submit(() -> builder.start(environment));
        Deadline.until("it listens", this::listens);

        assertThat(health().requiredText("status")).isEqualTo("starting");
        assertThat(Deliver.to(port(), "d", "x").json().toString())
                .isEqualTo("{\"status\":\"retryable_error\",\"detail\":\"starting\"}");
        assertThat(Wire.call(port(), "GET", "/x", null).status()).isEqualTo(503);

        go.countDown();
        try (Sidecar sidecar = starting.get()) {
            assertThat(sidecar.port()).isEqualTo(port());
            assertThat(health().requiredText("status")).isEqualTo("ready");
            assertThat(Deliver.to(port(), "d", "x").json().requiredText("status"))
                    .isEqualTo("committed");
        }
    }

    private boolean listens() {
        try {
            return health().has("status");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aStartThatFailsLeavesNothingBehind() throws Exception {
        assertThatThrownBy(
                        () ->
                                Sidecar.builder("demo")
                                        .onStart(
                                                _ -> {
                                                    throw new IOException("hunter2");
                                                })
                                        .start(environment))
                .isInstanceOf(SidecarException.class)
                .hasMessageContaining("java.io.IOException at ")
                .hasMessageNotContaining("hunter2");

        assertThat(listens()).isFalse();
    }

    @Test
    void whatTheAuthorSaysOfSettingsIsShown() {
        assertThatThrownBy(
                        () ->
                                Sidecar.builder("demo")
                                        .onStart(
                                                _ -> {
                                                    throw new ConfigurationException(
                                                            "DEMO_COLOR is not a color.");
                                                })
                                        .start(environment))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("DEMO_COLOR is not a color.");
    }

    @Test
    void saysWhoElseMayHaveThePort() throws Exception {
        try (var taken = new ServerSocket(port(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThatThrownBy(() -> Sidecar.builder("demo").start(environment))
                    .isInstanceOf(SidecarException.class)
                    .hasMessageContaining("Cannot listen on 127.0.0.1, port " + port())
                    .hasMessageContaining("KHEISH_EXTERNAL_CONNECTOR_BASE_URL");
        }
    }

    @Test
    void healthSaysWhatTheAuthorSays() throws Exception {
        try (Sidecar sidecar = Sidecar.builder("demo").start(environment)) {
            sidecar.reportDegraded("the platform is out of reach");
            assertThat(health().toString())
                    .isEqualTo(
                            "{\"protocol_version\":1,\"instance_id\":\"i-1\","
                                    + "\"status\":\"degraded\","
                                    + "\"detail\":\"the platform is out of reach\"}");

            sidecar.reportReady();
            assertThat(health().has("detail")).isFalse();
        }
    }

    @Test
    void withoutAHandlerDeliveriesAreRefusedForGood() throws Exception {
        try (Sidecar sidecar = Sidecar.builder("demo").start(environment)) {
            assertThat(Deliver.to(sidecar.port(), "d", "x").json().requiredText("status"))
                    .isEqualTo("terminal_error");
        }
    }

    @Test
    void routesAnswerThePlatform() throws Exception {
        try (Sidecar sidecar = routed()) {
            int port = sidecar.port();
            assertThat(Wire.call(port, "POST", "/say?who=J%C3%BCrgen+B", "{\"text\":\"hi\"}"))
                    .satisfies(
                            answer -> {
                                assertThat(answer.status()).isEqualTo(202);
                                assertThat(answer.body()).isEqualTo("{\"heard\":\"Jürgen B: hi\"}");
                                assertThat(answer.head()).contains("X-Kind: echo");
                            });
            assertThat(Wire.call(port, "POST", "/say", "nonsense").body())
                    .startsWith("{\"error\":\"invalid_request\"");
            assertThat(Wire.call(port, "POST", "/say", "{}").body())
                    .isEqualTo("{\"error\":\"invalid_request\",\"detail\":\"'text' is missing.\"}");
            assertThat(Wire.call(port, "GET", "/say", null).status()).isEqualTo(404);
            assertThat(Wire.call(port, "GET", "/hooks/a/b", null).body()).isEqualTo("/hooks/a/b");
            assertThat(Wire.call(port, "GET", "/hooks", null).status()).isEqualTo(404);
            assertThat(Wire.call(port, "GET", "/broken", null).body())
                    .isEqualTo("{\"error\":\"internal_error\"}");
        }
    }

    private Sidecar routed() {
        return Sidecar.builder("demo")
                .route(
                        "POST",
                        "/say",
                        (request, _) ->
                                Response.json(
                                                202,
                                                JsonObject.empty()
                                                        .with(
                                                                "heard",
                                                                request.query("who").orElse("?")
                                                                        + ": "
                                                                        + request.json()
                                                                                .requiredText(
                                                                                        "text")))
                                        .header("X-Kind", "echo"))
                .route("GET", "/hooks/*", (request, _) -> Response.text(200, request.path()))
                .route(
                        "GET",
                        "/broken",
                        (_, _) -> {
                            throw new IOException("hunter2");
                        })
                .start(environment);
    }

    @Test
    void routeBodiesAreLimited() throws Exception {
        environment.put("KHEISH_EXTERNAL_CONNECTOR_MAX_REQUEST_BYTES", "10");
        try (Sidecar sidecar =
                Sidecar.builder("demo")
                        .route("POST", "/x", (request, _) -> Response.text(200, request.text()))
                        .start(environment)) {
            assertThat(Wire.call(sidecar.port(), "POST", "/x", "0123456789").body())
                    .isEqualTo("0123456789");
            assertThat(Wire.call(sidecar.port(), "POST", "/x", "01234567890").status())
                    .isEqualTo(413);
        }
    }

    @Test
    void routesThatTheHostNeedsAreRefused() {
        for (String path : List.of("/health", "/manifest", "/deliver", "/*", "x")) {
            assertThatThrownBy(() -> Sidecar.builder("demo").route("GET", path, (_, _) -> null))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aHandlerCanAskTheHost() throws Exception {
        try (Sidecar sidecar =
                Sidecar.builder("demo")
                        .onDelivery(
                                (delivery, self) -> {
                                    Event event =
                                            Event.builder("echo-" + delivery.id())
                                                    .content(delivery.content())
                                                    .build();
                                    return Outcome.committed(self.submit(event).status());
                                })
                        .start(environment)) {
            assertThat(Deliver.to(sidecar.port(), "d", "hello").json().requiredText("detail"))
                    .isEqualTo("accepted");
            assertThat(host.seen().getFirst().json().requiredText("content")).isEqualTo("hello");
        }
    }

    @Test
    void backgroundTasksWorkUntilTheyAreTold() throws Exception {
        var told = new CountDownLatch(1);
        BlockingQueue<String> steps = new ArrayBlockingQueue<>(10);
        Sidecar sidecar =
                Sidecar.builder("demo")
                        .background(
                                "reader",
                                self -> {
                                    steps.add("started");
                                    try {
                                        Thread.sleep(Duration.ofHours(1));
                                    } finally {
                                        steps.add("stopping " + self.stopping());
                                        told.countDown();
                                    }
                                })
                        .onStop(_ -> steps.add("stopped"))
                        .start(environment);
        assertThat(steps.poll(10, TimeUnit.SECONDS)).isEqualTo("started");

        sidecar.close();

        assertThat(told.getCount()).isZero();
        assertThat(steps).containsExactly("stopping true", "stopped");
        assertThat(listens()).isFalse();
        sidecar.close();
    }

    @Test
    void aStopStepThatFailsKeepsNoOtherFromBeingDone() {
        List<String> steps = new CopyOnWriteArrayList<>();
        Sidecar.builder("demo")
                .onStop(
                        _ -> {
                            throw new IOException("hunter2");
                        })
                .onStop(_ -> steps.add("second"))
                .start(environment)
                .close();

        assertThat(steps).containsExactly("second");
    }

    @Test
    void aTaskThatFailsIsSeenAndStartsAgain() throws Exception {
        var starts = new AtomicInteger();
        try (Sidecar sidecar =
                Sidecar.builder("demo")
                        .background(
                                "reader",
                                self -> {
                                    if (starts.incrementAndGet() == 1) {
                                        throw new IOException("hunter2");
                                    }
                                    self.reportReady();
                                    self.awaitStop(Duration.ofHours(1));
                                })
                        .start(environment)) {
            Deadline.until("it is degraded", () -> health().has("detail"));
            assertThat(health().toString())
                    .contains("\"degraded\"", "Task 'reader' failed: IOException")
                    .doesNotContain("hunter2");

            Deadline.until("it is ready", () -> health().requiredText("status").equals("ready"));
            assertThat(starts.get()).isEqualTo(2);
            assertThat(sidecar.stopping()).isFalse();
        }
    }

    @Test
    void deliveriesUnderWayAreFinishedAndNewOnesPutOff() throws Exception {
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        Sidecar sidecar =
                Sidecar.builder("demo")
                        .onDelivery(
                                (_, _) -> {
                                    entered.countDown();
                                    go.await();
                                    return Outcome.committed();
                                })
                        .route("GET", "/x", (_, _) -> Response.text(200, "x"))
                        .start(environment);
        Future<Wire.Answer> first = threads.submit(() -> Deliver.to(port(), "a", "x"));
        entered.await();

        Future<?> closing = threads.submit(sidecar::close);
        Deadline.until("it drains", () -> health().requiredText("status").equals("draining"));

        assertThat(Deliver.to(port(), "b", "x").json().toString())
                .isEqualTo("{\"status\":\"retryable_error\",\"detail\":\"draining\"}");
        assertThat(Wire.call(port(), "GET", "/x", null).body())
                .isEqualTo("{\"error\":\"draining\"}");
        assertThat(closing.isDone()).isFalse();

        go.countDown();
        assertThat(first.get().json().requiredText("status")).isEqualTo("committed");
        closing.get();
        assertThat(listens()).isFalse();
    }

    @Test
    void aTaskMayAskForTheEnd() throws Exception {
        Sidecar sidecar =
                Sidecar.builder("demo").background("quitter", Sidecar::stop).start(environment);

        Deadline.until("it is gone", () -> !listens());

        assertThat(sidecar.stopping()).isTrue();
    }

    @Test
    void callsThatWaitEndWithTheSidecar() throws Exception {
        host.otherwise(_ -> new Answer(503, Map.of(), "{}"));
        List<String> ended = new CopyOnWriteArrayList<>();
        Sidecar sidecar =
                Sidecar.builder("demo")
                        .unlimitedPatience()
                        .background(
                                "sender",
                                self -> {
                                    try {
                                        self.submit(Event.builder("e").content("x").build());
                                    } catch (StoppingException | InterruptedException e) {
                                        ended.add("yes");
                                        throw e;
                                    }
                                })
                        .start(environment);
        Deadline.until("it was tried", () -> !host.seen().isEmpty());

        sidecar.close();

        assertThat(ended).containsExactly("yes");
    }

    @Test
    void aSuccessorHasThePortAtOnce() {
        for (int i = 0; i < 5; i++) {
            try (Sidecar sidecar = Sidecar.builder("demo").start(environment)) {
                assertThat(sidecar.instanceId()).isEqualTo("i-1");
            }
        }
    }
}
