package dev.kheish.host.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.json.Json;
import dev.kheish.host.web.ServerLimits;

import io.helidon.webserver.http.HttpService;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestTest {
    private static final String HEAD = " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin\r\n";
    private static final String NEXT = "GET /v1/ping" + HEAD + "Connection: close\r\n\r\n";

    private TestServer server;

    @BeforeAll
    void start() {
        HttpService routes =
                rules ->
                        rules.get(
                                        "/v1/ping",
                                        (request, response) ->
                                                Reply.json(
                                                        response, Json.object().put("pong", true)))
                                .post(
                                        "/v1/echo",
                                        (request, response) ->
                                                Reply.json(
                                                        response, Bodies.object(request, 100_000)));
        ServerLimits limits = new ServerLimits(100, Duration.ofSeconds(10), Duration.ofSeconds(1));
        server = TestServer.with(TestServer.trustingGate(), limits, routes);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void answersMalformedRequestsWithOneProblemAndCloses() throws Exception {
        assertRefused("NONSENSE\r\n\r\n", 400);
        assertRefused("GET /v1/ping HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n", 400);
        assertRefused("GET /v1/ping HTTP/1.1\r\n\r\n", 400);
        assertRefused("GET /v1/ping?a=^ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        assertRefused(
                "POST /v1/echo" + HEAD + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400);
        assertRefused("POST /v1/echo" + HEAD + "Content-Length: -1\r\n\r\n{}", 400);
        assertRefused(
                "POST /v1/echo"
                        + HEAD
                        + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
                400);
        assertRefused(
                "POST /v1/echo" + HEAD + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501);
        assertRefused(
                "POST /v1/echo" + HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                408);
        assertRefused(
                "POST /v1/echo" + HEAD + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
                415);
    }

    @Test
    void answersHeadersAndPathsThatAreTooLong() throws Exception {
        assertRefused(
                "GET /v1/ping HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(40_000) + "\r\n\r\n", 400);
        assertRefused("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414);
    }

    @Test
    void answersARefusedLargeBodyOnceAndNeverTakesItForARequest() throws Exception {
        String body = NEXT.repeat(5_000);

        String answers =
                send(
                        "POST /v1/echo" + HEAD + "Content-Length: " + body.length() + "\r\n\r\n",
                        body);

        assertThat(answers)
                .startsWith("HTTP/1.1 413")
                .contains("payload_too_large")
                .doesNotContain("pong");
        assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(2);
    }

    @Test
    void answersARefusedChunkedBodyOnceAndCloses() throws Exception {
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";

        String answers =
                send(
                        "POST /v1/echo" + HEAD + "Transfer-Encoding: chunked\r\n\r\n",
                        chunk.repeat(40) + "0\r\n\r\n" + NEXT);

        assertThat(answers).startsWith("HTTP/1.1 413").contains("payload_too_large");
        assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(2);
    }

    @Test
    void goesOnAfterASmallBodyThatItRefusedOrDidNotWant() throws Exception {
        String invalid = "POST /v1/echo" + HEAD + "Content-Length: 4\r\n\r\nnope";
        String unwanted = "POST /v1/nothing" + HEAD + "Content-Length: 4\r\n\r\nnope";
        String answers = server.raw(invalid + unwanted + NEXT);

        assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(4);
        assertThat(answers).contains("HTTP/1.1 400", "HTTP/1.1 404", "HTTP/1.1 200", "pong");
    }

    @Test
    void doesNotAskForABodyThatItRefuses() throws Exception {
        String answers =
                server.raw(
                        "POST /v1/echo"
                                + HEAD
                                + "Content-Length: 9000000\r\nExpect: 100-continue\r\n\r\n");

        assertThat(answers).startsWith("HTTP/1.1 413").doesNotContain("100 Continue");
    }

    private void assertRefused(String request, int status) throws IOException {
        String answers = send(request, "");

        assertThat(answers)
                .as(request.substring(0, Math.min(200, request.length())))
                .startsWith("HTTP/1.1 " + status);
        assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(2);
        assertThat(answers)
                .containsIgnoringCase("application/problem+json")
                .contains("\"status\":" + status);
    }

    /**
     * Sends all, also when the answer is there before; a reset after the answer is a failure of the
     * server.
     */
    private String send(String head, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            Thread writer = Thread.ofVirtual().start(() -> write(socket, head + body));
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            writer.interrupt();
            return answer;
        }
    }

    private static void write(Socket socket, String bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (SocketException e) {
            assertThat(e).isNotNull(); // the server may close while more is on its way
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
