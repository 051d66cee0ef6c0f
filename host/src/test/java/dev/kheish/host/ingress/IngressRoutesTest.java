package dev.kheish.host.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.web.ConnectionEnd;
import dev.kheish.host.web.Failures;
import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.IngressRequest;
import dev.kheish.spi.Route;

import io.helidon.webserver.WebServer;

import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What callers read, byte for byte. */
final class IngressRoutesTest {
    private static final String DESK = "/v1/connectors/lamp/desk";

    @TempDir Path home;
    private IngressRig rig;
    private WebServer server;

    @BeforeEach
    void start() throws Exception {
        rig = new IngressRig(home);
        rig.offer(
                IngressRig.connector(
                        List.of(
                                Route.get("/open", _ -> IngressReply.badRequest("it answers")),
                                Route.get("/near/{key}", IngressRoutesTest::near).localOnly(),
                                Route.get("/hidden/{key}", _ -> IngressReply.unknownRoute()),
                                Route.post("/hidden", 10, _ -> IngressReply.unknownRoute()))));
        server =
                WebServer.builder()
                        .address(InetAddress.getLoopbackAddress())
                        .port(0)
                        .routing(
                                routing -> {
                                    routing.addFilter(new ConnectionEnd());
                                    rig.ingress.routing(routing);
                                    Failures.register(routing);
                                })
                        .build()
                        .start();
    }

    @AfterEach
    void stop() {
        server.stop();
        rig.close();
    }

    @Test
    void aHiddenRouteIsToldFromNoneByNobody() throws Exception {
        for (String method : List.of("GET", "HEAD")) {
            assertThat(withoutDate(ask(method, DESK + "/hidden/key", "")))
                    .isEqualTo(withoutDate(ask(method, DESK + "/nowhere/key", "")))
                    .contains("404 Not Found");
        }
        assertThat(withoutDate(ask("POST", DESK + "/hidden", "{\"a\":1}")))
                .isEqualTo(withoutDate(ask("POST", DESK + "/nowhere", "{\"a\":1}")))
                .contains("\"code\":\"not_found\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded: for=192.0.2.1",
                "X-Forwarded-For: 192.0.2.1",
                "x-forwarded-anything: 1",
                "X-Real-IP: 192.0.2.1",
                "Via: 1.1 proxy",
                "Via:"
            })
    void aRouteForThisMachineIsNoneToWhoComesThroughAProxy(String header) throws Exception {
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PURGE")) {
            assertThat(withoutDate(proxied(method, DESK + "/near/key", header)))
                    .isEqualTo(withoutDate(proxied(method, DESK + "/nowhere/key", header)))
                    .contains("404 Not Found");
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "GET,answered,200",
        "HEAD,answered,200",
        "GET,refused,401",
        "GET,thrown,401",
        "GET,broken,500",
        "POST,answered,405"
    })
    void noCacheKeepsWhatARouteForThisMachineAnswers(String method, String key, int status)
            throws Exception {
        assertThat(ask(method, DESK + "/near/" + key, ""))
                .startsWith("HTTP/1.1 " + status + " ")
                .containsOnlyOnce("Cache-Control: no-store\r\n");
    }

    @Test
    void noCacheKeepsThatThereWereTooManyRefusals() throws Exception {
        String last = "";
        for (int i = 0; i < 61; i++) {
            last = ask("GET", DESK + "/near/refused", "");
        }

        assertThat(last)
                .startsWith("HTTP/1.1 429 ")
                .containsOnlyOnce("Cache-Control: no-store\r\n");
    }

    @Test
    void whoIsKnownIsNeverToldToWaitInsteadOfWhatIsWrong() throws Exception {
        for (int i = 0; i < 130; i++) {
            assertThat(ask("GET", DESK + "/near/known", "")).startsWith("HTTP/1.1 401 ");
        }

        assertThat(ask("GET", DESK + "/near/refused", "")).startsWith("HTTP/1.1 401 ");
    }

    private static IngressReply near(IngressRequest request) {
        return switch (request.pathParameter("key")) {
            case "refused" -> IngressReply.unauthorized("no");
            case "known" -> {
                request.authenticated();
                yield IngressReply.unauthorized("too late");
            }
            case "thrown" -> throw new IngressRefusal(IngressReply.unauthorized("no"));
            case "broken" -> throw new IllegalStateException("broken");
            default -> IngressReply.json(200, JsonValue.EMPTY_JSON_OBJECT);
        };
    }

    @Test
    void outsidersAreTurnedAwayBeforeLocalCallers() throws Exception {
        rig.ingress.closeToOutside();

        assertThat(ask("GET", DESK + "/open", "")).contains("400 Bad Request", "it answers");
        for (String header : List.of("X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1")) {
            assertThat(send("GET " + DESK + "/open HTTP/1.1\r\n" + header + "\r\n", ""))
                    .contains("503 Service Unavailable", "daemon_draining", "Retry-After: 5");
        }

        rig.ingress.close();

        assertThat(ask("GET", DESK + "/open", "")).contains("daemon_draining");
    }

    private String ask(String method, String path, String body) throws IOException {
        return send(
                method + " " + path + " HTTP/1.1\r\nContent-Length: " + body.length() + "\r\n",
                body);
    }

    private String proxied(String method, String path, String header) throws IOException {
        return send(
                method + " " + path + " HTTP/1.1\r\nContent-Length: 0\r\n" + header + "\r\n", "");
    }

    private String send(String head, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            String request = head + "Host: localhost\r\nConnection: close\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String withoutDate(String answer) {
        return answer.replaceAll("(?m)^Date: .*\r\n", "");
    }
}
