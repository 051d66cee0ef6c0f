package dev.kheish.host.cli.sidecar.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Reading whatever a server may send. */
class WireTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ServerSocket server;
    private final Wire wire;

    WireTest() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        wire = new Wire(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/base/"));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void readsABodyOfKnownLength() {
        Answer.Reply reply =
                reply("HTTP/1.1 200 OK\r\ncontent-LENGTH: 4\r\nX-A: b\r\n\r\n{\"a\"ignored");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"a\"");
        assertThat(reply.headers()).containsEntry("x-a", "b");
        assertThat(reply.persistent()).isTrue();
    }

    @Test
    void readsChunksAndPassesOverInterimAnswers() {
        Answer.Reply reply =
                reply(
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n"
                                + "Connection: close\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: r\r\n\r\n");

        assertThat(reply.body()).isEqualTo("abcde");
        assertThat(reply.persistent()).isFalse();
    }

    @Test
    void readsToTheEndOfTheConnection() {
        Answer.Reply reply = reply("HTTP/1.0 200 OK\nContent-Type: x\n\nall of it");

        assertThat(reply.body()).isEqualTo("all of it");
        assertThat(reply.persistent()).isFalse();
    }

    @Test
    void tellsBrokenAnswersFromNone() {
        assertThat(answer("")).isInstanceOf(Answer.Closed.class);
        assertThat(answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc").shown())
                .startsWith("the answer broke off in the middle");
        assertThat(answer("SSH-2.0-x\r\n").shown()).startsWith("what came back is not HTTP");
    }

    @Test
    void doesNotWaitForEver() throws IOException {
        assertThat(wire.send(Request.get("/"), Duration.ofMillis(50)))
                .isInstanceOf(Answer.Silent.class);

        server.close();

        assertThat(wire.send(Request.get("/"), PATIENCE)).isInstanceOf(Answer.Unreachable.class);
    }

    private Answer.Reply reply(String bytes) {
        return (Answer.Reply) answer(bytes);
    }

    private Answer answer(String bytes) {
        Thread.ofVirtual().start(() -> serve(bytes));
        return wire.send(Request.get("/health"), PATIENCE);
    }

    private void serve(String bytes) {
        try (Socket client = server.accept()) {
            InputStream in = client.getInputStream();
            String head = "";
            while (!head.endsWith("\r\n\r\n")) {
                head += (char) in.read();
            }
            assertThat(head).startsWith("GET /base/health HTTP/1.1\r\n");
            client.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("Failed while playing a server", e);
        }
    }
}
