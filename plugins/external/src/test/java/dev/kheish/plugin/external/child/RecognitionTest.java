package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** Who answers at the base URL, in a made-up process table behind a real port. */
final class RecognitionTest {
    @TempDir Path folder;
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile String answer = "";
    private HttpServer server;
    private TestHost host;
    private FakeProc proc;
    private ProcessId ours;

    @BeforeEach
    void begin() throws IOException {
        host = new TestHost(folder);
        proc = new FakeProc(folder.resolve("proc"));
        ours = proc.process(100, 1, 50, 100);
        proc.process(200, 1, 1, 200);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    asked.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        says("given-id", "ready");
        proc.write(
                "self/net/tcp",
                "names\n 0: 0100007F:%04X 00000000:0000 0A 0:0 0:0 0 0 0 77 1 0\n"
                        .formatted(server.getAddress().getPort()));
    }

    @AfterEach
    void end() throws InterruptedException {
        gate.countDown();
        server.stop(0);
        host.close();
    }

    @Test
    void takesTheIdThatItGaveWithoutMore() throws Exception {
        proc.socket(200, 77);

        assertThat(recognition().look()).isInstanceOf(Finding.Up.class);
    }

    @Test
    void takesAnotherIdOfTheProcessThatListens() throws Exception {
        says("own-id", "ready");
        proc.socket(100, 77);

        assertThat(recognition().look()).isInstanceOf(Finding.Up.class);
    }

    @Test
    void doesNotTakeAStrangerOnThePort() throws Exception {
        says("own-id", "ready");
        proc.socket(200, 77);

        assertThat(recognition().look())
                .isEqualTo(
                        new Finding.NotYet(
                                "Instance 'own-id' answers on port %d, which a process of somebody"
                                                .formatted(server.getAddress().getPort())
                                        + " else listens on."));
    }

    @Test
    void takesAnotherIdWhereItCannotBeToldWhoListens() throws Exception {
        says("own-id", "ready");

        assertThat(recognition().look()).isInstanceOf(Finding.Up.class);
    }

    @Test
    void givesNoWeightToAnAnswerThatComesAfterItsEnd() throws Exception {
        says("own-id", "ready");
        proc.socket(100, 77);
        gate = new CountDownLatch(1);
        Surroundings around = around();
        Prober prober = Prober.start(recognition(), around);
        Thread event =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        prober.lookNow();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        asked.await();

        prober.close();
        gate.countDown();
        event.join();

        assertThat(around.identity().is("own-id")).isFalse();
        assertThat(prober.latest()).isInstanceOf(Finding.NotYet.class);
    }

    private Recognition recognition() {
        Surroundings around = around();
        return new Recognition(
                around.client(),
                new Port(proc.table(), url()),
                host.clock(),
                "given-id",
                () -> Set.of(ours));
    }

    private Surroundings around() {
        ChildSettings settings = Sidecars.sh("").on(server.getAddress().getPort()).settings();
        return Surroundings.of(settings, host, Sidecars.QUICK, SystemTools.ofThisMachine());
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void says(String id, String status) {
        answer =
                "{\"protocol_version\":1,\"instance_id\":\"%s\",\"status\":\"%s\"}"
                        .formatted(id, status);
    }
}
