package dev.kheish.sidecar.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

final class HttpListenerTest {
    private HttpListener listener;

    @BeforeEach
    void start() throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        listener = HttpListener.open(address, HttpListenerTest::echo);
    }

    @AfterEach
    void stop() {
        listener.close();
    }

    /** Says what it saw. Below {@code /unread} it leaves the body where it is. */
    private static HttpReply echo(HttpRequest request) throws IOException {
        String body =
                request.path().startsWith("/unread")
                        ? "?"
                        : new String(request.body(), StandardCharsets.UTF_8);
        String seen =
                request.method() + " " + request.path() + " [" + request.query() + "] " + body;
        return HttpReply.json(200, Map.of("seen", seen));
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** One answer of a connection that stays. */
    private static String answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("The end came after: " + head);
            }
            head.append((char) b);
        }
        String text = head.toString();
        int from = text.indexOf("Content-Length: ") + "Content-Length: ".length();
        int length = Integer.parseInt(text.substring(from, text.indexOf('\r', from)));
        return text + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    /** Everything until the server closes. */
    private String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            write(socket, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void oneConnectionServesManyRequestsEvenSentAtOnce() throws Exception {
        try (Socket socket = connect()) {
            write(socket, "GET /a?x=1 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(answer(socket)).startsWith("HTTP/1.1 200 OK").endsWith("GET /a [x=1] \"}");

            write(
                    socket,
                    "POST /b HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi\r\n"
                            + "GET /c HTTP/1.1\r\nConnection: close\r\n\r\n");
            assertThat(answer(socket)).endsWith("POST /b [] hi\"}");
            assertThat(answer(socket)).contains("Connection: close").endsWith("GET /c [] \"}");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aRequestMayComeByteByByte() throws Exception {
        try (Socket socket = connect()) {
            socket.setTcpNoDelay(true);
            for (char c : "POST /b HTTP/1.1\nContent-Length: 3\n\nabc".toCharArray()) {
                write(socket, String.valueOf(c));
            }
            assertThat(answer(socket)).endsWith("POST /b [] abc\"}");
        }
    }

    @Test
    void oldClientsAreAnsweredAndClosed() throws Exception {
        assertThat(exchange("GET /a HTTP/1.0\r\n\r\n")).contains("Connection: close", "GET /a");
    }

    @Test
    void clientsThatAskFirstAreToldToGoOn() throws Exception {
        try (Socket socket = connect()) {
            write(socket, "POST /b HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            String go = "HTTP/1.1 100 Continue\r\n\r\n";
            byte[] told = socket.getInputStream().readNBytes(go.length());
            assertThat(new String(told, StandardCharsets.US_ASCII)).isEqualTo(go);

            write(socket, "hi");
            assertThat(answer(socket)).endsWith("POST /b [] hi\"}");
        }
    }

    @Test
    void anAbsoluteTargetIsTheSamePath() throws Exception {
        assertThat(exchange("GET http://x:1/a?b HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .endsWith("GET /a [b] \"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|GET|",
                "400|GET /a|",
                "400|GET  /a HTTP/1.1|",
                "400|GET /a b HTTP/1.1|",
                "400|GET a HTTP/1.1|",
                "400|GET /a FTP/1.1|",
                "505|GET /a HTTP/2.0|",
                "505|GET /a HTTP/1.10|",
                "400|GET /a HTTP/1.1|no colon",
                "400|GET /a HTTP/1.1|: no name",
                "400|GET /a HTTP/1.1|Blank : before",
                "400|GET /a HTTP/1.1|' continued'",
            })
    void whatIsNoRequestIsAnsweredInJsonAndClosed(int status, String line, String field)
            throws Exception {
        String head = line + "\r\n" + (field == null ? "" : field + "\r\n") + "\r\n";

        String answer = exchange(head + "GET /smuggled HTTP/1.1\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer).contains("Content-Type: application/json", "{\"error\":\"");
        assertThat(answer).doesNotContain("smuggled");
    }

    @Test
    void aCarriageReturnAloneIsNoBlank() throws Exception {
        assertThat(exchange("GET /a HTTP/1.1\r\nX: a\rb\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void aHeadIsLimited() throws Exception {
        String field = "X: " + "a".repeat(40_000) + "\r\n";

        assertThat(exchange("GET /a HTTP/1.1\r\n" + field + "\r\n")).startsWith("HTTP/1.1 431 ");
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 3, Content-Length: 5",
        "Content-Length: 3, Transfer-Encoding: chunked",
        "Content-Length: +3, X: y",
        "'Content-Length: 3,3', X: y",
        "Content-Length: 0x3, X: y",
        "Content-Length: 99999999999999999999, X: y",
        "Transfer-Encoding: chunked, X: y",
    })
    void nothingIsReadBehindALengthThatIsNotClear(String one, String two) throws Exception {
        String answer =
                exchange(
                        "POST /unread HTTP/1.1\r\n"
                                + one
                                + "\r\n"
                                + two
                                + "\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n");

        assertThat(answer).contains("/unread", "Connection: close").doesNotContain("smuggled");
    }

    @Test
    void anAnswerArrivesAlthoughItsBodyWasNotRead() throws Exception {
        int size = 200_000;

        String answer =
                exchange(
                        "POST /unread HTTP/1.1\r\nContent-Length: "
                                + size
                                + "\r\n\r\n"
                                + "x".repeat(size));

        assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("Connection: close");
    }

    @Test
    void aCallerWhoLeavesHalfwayHarmsNobody() throws Exception {
        try (Socket socket = connect()) {
            write(socket, "POST /b HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf");
        }

        assertThat(exchange("GET /a HTTP/1.1\r\nConnection: close\r\n\r\n")).contains("GET /a");
        assertThat(listener.awaitQuiet(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void closedItLetsNobodyInAndEndsWhoIsThere() throws Exception {
        try (Socket socket = connect()) {
            write(socket, "GET /a HTTP/1.1\r\n\r\n");
            answer(socket);

            listener.close();

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
