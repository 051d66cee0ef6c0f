package dev.kheish.host.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressException.Reason;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.EgressResponse;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** One exchange after the other with peers that behave, and with peers that do not. */
@Timeout(30)
final class GuardedEgressTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final TestClock clock = new TestClock();
    private final GuardedEgress egress = new TestNetwork().client(clock);

    @AfterEach
    void close() {
        egress.close();
    }

    @Test
    void sendsWhatItIsGivenAndWhatAPeerNeeds() throws Exception {
        try (TestServer server = TestServer.answering(OK)) {
            EgressRequest request =
                    post(server, "{\"é\":1}")
                            .withHeader("Idempotency-Key", "kheish:dlv_1")
                            .withHeader("X-Two", "a")
                            .withHeader("X-Two", "b");

            EgressResponse answer = egress.send(request);

            assertThat(answer.body()).asString().isEqualTo("ok");
            TestServer.Request seen = server.requests().getFirst();
            assertThat(seen.head())
                    .startsWith(
                            "POST /hook?x=1 HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n");
            assertThat(seen.hasHeader("Content-Length: 8")).isTrue();
            assertThat(seen.hasHeader("Content-Type: application/json")).isTrue();
            assertThat(seen.hasHeader("X-Two: a\r\nX-Two: b")).isTrue();
            assertThat(seen.head())
                    .contains("\r\nUser-Agent: kheish/")
                    .doesNotContainIgnoringCase("upgrade", "transfer-encoding");
            assertThat(seen.body()).isEqualTo("{\"é\":1}");
        }
    }

    @Test
    void sendsTheLengthOfAnEmptyBodyAndAnotherUserAgent() throws Exception {
        try (TestServer server = TestServer.answering(OK)) {
            egress.send(post(server, "").withHeader("user-agent", "mine"));

            assertThat(server.requests().getFirst().hasHeader("Content-Length: 0")).isTrue();
            assertThat(server.requests().getFirst().head())
                    .contains("user-agent: mine")
                    .doesNotContain("kheish");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "content-length",
                "Connection",
                "Transfer-Encoding",
                "TE",
                "Trailer",
                "Upgrade",
                "Expect",
                "Keep-Alive",
                "Proxy-Authorization"
            })
    void refusesHeadersThatAreItsOwn(String name) {
        assertThatThrownBy(
                        () ->
                                egress.send(
                                        EgressRequest.get("http://127.0.0.1/")
                                                .withHeader(name, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Injected: 1", "a\nb", "a\rb", "a\u0000b", "a\u007fb"})
    void refusesValuesThatCouldEndTheirLine(String value) {
        assertThatThrownBy(
                        () ->
                                egress.send(
                                        EgressRequest.get("http://127.0.0.1/")
                                                .withHeader("X-Topic", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("X-Topic")
                .hasMessageNotContaining(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "a\r\nb", "é"})
    void refusesNamesThatAreNone(String name) {
        assertThatThrownBy(
                        () ->
                                egress.send(
                                        EgressRequest.get("http://127.0.0.1/")
                                                .withHeader(name, "x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsAConnectionForTheNextRequest() throws Exception {
        try (TestServer server = TestServer.answering(OK)) {
            for (int i = 0; i < 20; i++) {
                egress.send(get(server));
            }

            assertThat(server.connections()).isEqualTo(1);
            assertThat(egress.counts().opened()).isEqualTo(1);
            assertThat(egress.counts().answered()).isEqualTo(20);
            assertThat(egress.counts().idle()).isEqualTo(1);
        }
    }

    @Test
    void closesAConnectionThatWasIdleForTooLong() throws Exception {
        try (TestServer server = TestServer.answering(OK)) {
            egress.send(get(server));

            clock.advance(Duration.ofSeconds(10));
            egress.send(get(server));

            assertThat(server.connections()).isEqualTo(2);
            assertThat(egress.counts().repeated()).isZero();
            assertThat(egress.counts().idle()).isEqualTo(1);
        }
    }

    @Test
    void sendsOnceMoreWhenAKeptConnectionHadBeenClosed() throws Exception {
        try (TestServer server = TestServer.running(TestServer.once(OK))) {
            egress.send(get(server));
            server.awaitNoConnections();

            EgressResponse answer =
                    egress.send(post(server, "x").withHeader("Idempotency-Key", "1"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(egress.counts().repeated()).isEqualTo(1);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void sendsOnceMoreWhenAPeerHangsUpOnTheSecondRequestWithoutAWord() throws Exception {
        TestServer.Script script =
                peer -> {
                    peer.readRequest();
                    peer.send(OK);
                    peer.readRequest();
                };
        try (TestServer server = TestServer.running(script)) {
            egress.send(get(server));

            EgressResponse answer = egress.send(get(server));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void givesARequestThatCannotBeRepeatedAConnectionOfItsOwn() throws Exception {
        try (TestServer server = TestServer.answering(OK)) {
            egress.send(get(server));
            egress.send(post(server, "x"));
            egress.send(post(server, "x"));

            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    void neverRepeatsOnceAnAnswerHasBegun() throws Exception {
        TestServer.Script script =
                peer -> {
                    peer.readRequest();
                    peer.send(OK);
                    peer.readRequest();
                    peer.send("HTTP/1.1 2");
                };
        try (TestServer server = TestServer.running(script)) {
            egress.send(get(server));

            assertFails(() -> egress.send(get(server)), Reason.PROTOCOL);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void doesNotRepeatOnANewConnection() throws Exception {
        try (TestServer server = TestServer.running(TestServer.Peer::readRequest)) {
            assertFails(() -> egress.send(get(server)), Reason.PROTOCOL);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void throwsAConnectionAwayOnWhichSomethingCameUnasked() throws Exception {
        try (TestServer server =
                TestServer.answering(OK + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")) {
            egress.send(get(server));

            EgressResponse answer = egress.send(get(server));

            assertThat(answer.body()).asString().isEqualTo("ok");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void readsTheAnswerOfAPeerThatDidNotWantTheWholeRequest() throws Exception {
        TestServer.Script script =
                peer -> peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
        try (TestServer server = TestServer.running(script)) {
            byte[] body = new byte[8 * 1024 * 1024];

            EgressResponse answer =
                    egress.send(
                            EgressRequest.post(url(server), "application/octet-stream", body)
                                    .allowingPrivateNetwork());

            assertThat(answer.status()).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab",
                "HTTP/1.1 200 OK\r\n\r\nab"
            })
    void givesUpInTimeWhereverThePeerStops(String begun) throws Exception {
        TestServer.Script script =
                peer -> {
                    peer.readRequest();
                    peer.send(begun);
                    peer.awaitEnd();
                };
        try (TestServer server = TestServer.running(script)) {
            long startedAt = System.nanoTime();

            assertFails(
                    () -> egress.send(get(server).withTimeout(Duration.ofMillis(200))),
                    Reason.TIMEOUT);

            assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
                    .isBetween(Duration.ofMillis(190), Duration.ofSeconds(5));
            server.awaitNoConnections();
        }
    }

    @Test
    void countsTheTimeOfTheWholeExchangeNotOfEachByte() throws Exception {
        var over = new CountDownLatch(1);
        TestServer.Script trickle =
                peer -> {
                    peer.readRequest();
                    peer.send("HTTP/1.1 200 OK\r\n\r\n");
                    while (!over.await(20, TimeUnit.MILLISECONDS)) {
                        peer.send(".");
                    }
                };
        try (TestServer server = TestServer.running(trickle)) {
            assertFails(
                    () -> egress.send(get(server).withTimeout(Duration.ofMillis(300))),
                    Reason.TIMEOUT);
        } finally {
            over.countDown();
        }
    }

    @Test
    void givesUpInTimeOnAPeerThatDoesNotRead() throws Exception {
        var over = new CountDownLatch(1);
        try (TestServer server = TestServer.running(_ -> over.await())) {
            byte[] body = new byte[32 * 1024 * 1024];
            EgressRequest request =
                    EgressRequest.post(url(server), "application/octet-stream", body)
                            .allowingPrivateNetwork();

            assertFails(
                    () -> egress.send(request.withTimeout(Duration.ofMillis(300))), Reason.TIMEOUT);
        } finally {
            over.countDown();
        }
    }

    @Test
    void givesUpInTimeOnAResolverThatHangs() {
        var over = new CountDownLatch(1);
        HostResolver hanging =
                _ -> {
                    await(over);
                    return List.of();
                };
        try (GuardedEgress waiting =
                GuardedEgress.create(EgressSettings.defaults(), hanging, clock)) {
            assertFails(
                    () ->
                            waiting.send(
                                    EgressRequest.get("http://slow.example/")
                                            .withTimeout(Duration.ofMillis(200))),
                    Reason.TIMEOUT);
        } finally {
            over.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anInterruptEndsAnExchangeOnAnyThread(boolean virtual) throws Exception {
        var asked = new CountDownLatch(1);
        TestServer.Script silent =
                peer -> {
                    peer.readRequest();
                    asked.countDown();
                    peer.awaitEnd();
                };
        try (TestServer server = TestServer.running(silent)) {
            var result = new FutureTask<EgressResponse>(() -> egress.send(get(server)));
            Thread thread = (virtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(result);
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

            thread.interrupt();

            assertThatThrownBy(result::get).hasCauseInstanceOf(InterruptedException.class);
            server.awaitNoConnections();
        }
    }

    @Test
    void refusesALargeAnswerAndCutsItIfAsked() throws Exception {
        String large = "HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n" + "x".repeat(70_000);
        try (TestServer server = TestServer.answering(large)) {
            assertFails(() -> egress.send(get(server)), Reason.TOO_LARGE);

            assertThat(egress.send(get(server).withResponseLimit(70_000)).body()).hasSize(70_000);
            assertThat(egress.send(get(server).withResponseCutAt(100)).body()).hasSize(100);
        }
    }

    @Test
    void saysWhereThereIsNoConnection() throws Exception {
        String origin = "http://127.0.0.1:" + TestServer.nowhere().getPort();

        assertThatThrownBy(
                        () ->
                                egress.send(
                                        EgressRequest.get(origin + "/path")
                                                .allowingPrivateNetwork()))
                .hasMessage("No connection to " + origin)
                .asInstanceOf(InstanceOfAssertFactories.type(EgressException.class))
                .extracting(EgressException::reason)
                .isEqualTo(Reason.CONNECT);
        assertThat(egress.counts().failed()).isEqualTo(1);
    }

    @Test
    void runsNoMoreExchangesAtOnceThanAllowed() throws Exception {
        var release = new CountDownLatch(1);
        TestServer.Script slow =
                peer -> {
                    peer.readRequest();
                    release.await();
                    peer.send(OK);
                };
        var settings = new EgressSettings("test", 1, 2, Duration.ofSeconds(10));
        try (TestServer server = TestServer.running(slow);
                GuardedEgress narrow = new TestNetwork().client(settings)) {
            var first = new FutureTask<EgressResponse>(() -> narrow.send(get(server)));
            Thread.ofVirtual().start(first);
            server.awaitRequests(1);

            assertFails(
                    () -> narrow.send(get(server).withTimeout(Duration.ofMillis(100))),
                    Reason.TIMEOUT);
            release.countDown();

            assertThat(first.get().status()).isEqualTo(200);
            assertThat(server.connections()).isEqualTo(1);
            assertThat(narrow.send(get(server)).status()).isEqualTo(200);
        }
    }

    @Test
    void mixesUpNoAnswersAmongManyAtOnce() throws Exception {
        TestServer.Script echo =
                peer -> {
                    for (var seen = peer.readRequest(); seen != null; seen = peer.readRequest()) {
                        String body = seen.body();
                        peer.send(
                                "HTTP/1.1 200 OK\r\nContent-Length: "
                                        + body.length()
                                        + "\r\n\r\n"
                                        + body);
                    }
                };
        try (TestServer server = TestServer.running(echo)) {
            List<FutureTask<Void>> callers =
                    IntStream.range(0, 16)
                            .mapToObj(caller -> new FutureTask<Void>(() -> echoes(server, caller)))
                            .toList();
            callers.forEach(Thread.ofVirtual()::start);

            for (FutureTask<Void> caller : callers) {
                caller.get();
            }
            assertThat(server.connections()).isLessThanOrEqualTo(16);
            assertThat(egress.counts().idle()).isEqualTo(server.connections());
        }
    }

    @Test
    void takesNothingNewOnceClosedButEndsWhatItBegan() throws Exception {
        var release = new CountDownLatch(1);
        TestServer.Script slow =
                peer -> {
                    peer.readRequest();
                    release.await();
                    peer.send(OK);
                    peer.awaitEnd();
                };
        try (TestServer server = TestServer.running(slow)) {
            var begun = new FutureTask<EgressResponse>(() -> egress.send(get(server)));
            Thread.ofVirtual().start(begun);
            server.awaitRequests(1);

            egress.close();
            release.countDown();

            assertThat(begun.get().status()).isEqualTo(200);
            assertFails(() -> egress.send(get(server)), Reason.CONNECT);
            server.awaitNoConnections();
        }
    }

    private Void echoes(TestServer server, int caller) throws Exception {
        for (int i = 0; i < 50; i++) {
            String body = caller + "/" + i;
            EgressResponse answer =
                    egress.send(post(server, body).withHeader("Idempotency-Key", body));
            assertThat(answer.body()).asString().isEqualTo(body);
        }
        return null;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String url(TestServer server) {
        return "http://127.0.0.1:" + server.port() + "/hook?x=1";
    }

    private static EgressRequest get(TestServer server) {
        return EgressRequest.get(url(server)).allowingPrivateNetwork();
    }

    private static EgressRequest post(TestServer server, String body) {
        return EgressRequest.post(
                        url(server), "application/json", body.getBytes(StandardCharsets.UTF_8))
                .allowingPrivateNetwork();
    }

    private static void assertFails(ThrowingCallable call, Reason reason) {
        assertThatThrownBy(call)
                .asInstanceOf(InstanceOfAssertFactories.type(EgressException.class))
                .extracting(EgressException::reason)
                .isEqualTo(reason);
    }
}
