package dev.kheish.host.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressException.Reason;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.EgressResponse;

import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;

/** Whom a request may reach, seen from outside: what is dialled. */
final class AddressGuardTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String PUBLIC = "93.184.215.14";

    private final TestNetwork network = new TestNetwork();
    private final TestClock clock = new TestClock();
    private TestServer server;
    private GuardedEgress egress;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.answering(OK);
        network.machine(PUBLIC, server);
        egress = network.client(clock);
    }

    @AfterEach
    void stop() throws IOException {
        egress.close();
        server.close();
    }

    @Test
    void dialsJustTheAddressItCheckedAndNamesTheHost() throws Exception {
        network.name("pinned.example", PUBLIC);

        EgressResponse answer = egress.send(EgressRequest.get("http://pinned.example/a?b=c#d"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(network.dialled()).containsExactly(PUBLIC + ":80");
        assertThat(network.lookups()).isEqualTo(1);
        assertThat(server.requests().getFirst().head())
                .startsWith("GET /a?b=c HTTP/1.1\r\nHost: pinned.example\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://2130706433/",
                "http://0x7f.1/",
                "http://0177.0.0.1/",
                "http://１２７.1/",
                "http://169.254.169.254/latest/meta-data/",
                "http://10.0.0.1/",
                "http://0/",
                "http://[::1]/",
                "http://[::]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:a9fe:a9fe]/",
                "http://[64:ff9b::7f00:1]/",
                "http://[2002:7f00:1::]/",
                "http://[fd00:ec2::254]/",
                "http://localhost/",
                "http://LocalHost./",
                "http://anything.localhost/",
                "http://%6c%6f%63alhost/",
            })
    void refusesLiteralsAndLocalNamesWithoutAskingOrDialling(String url) {
        assertRefused(() -> egress.checkUrl(url, false), Reason.BLOCKED_ADDRESS);
        assertRefused(() -> egress.send(EgressRequest.get(url)), Reason.BLOCKED_ADDRESS);

        assertThat(network.lookups()).isZero();
        assertThat(network.dialled()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "127.0.0.1",
                "::1",
                "::ffff:10.0.0.1",
                "fe80::1",
                "2002:a00:1::",
                "0.0.0.0"
            })
    void refusesANameThatLeadsToAnAddressThatIsNotPublic(String address) {
        network.name("inside.example", address);

        assertRefused(
                        () -> egress.send(EgressRequest.get("http://inside.example/path?query")),
                        Reason.BLOCKED_ADDRESS)
                .hasMessageContaining("http://inside.example:80")
                .hasMessageNotContainingAny("path", "query", address);
        assertThat(network.dialled()).isEmpty();
    }

    @Test
    void refusesANameWithOnePrivateAddressAmongPublicOnes() {
        network.name("mixed.example", PUBLIC, "192.168.1.1");

        assertRefused(
                () -> egress.send(EgressRequest.get("http://mixed.example/")),
                Reason.BLOCKED_ADDRESS);
        assertThat(network.dialled()).isEmpty();
    }

    @Test
    void refusesANameWithoutAddress() {
        network.name("empty.example");

        assertRefused(
                () -> egress.send(EgressRequest.get("http://empty.example/")), Reason.UNKNOWN_HOST);
        assertRefused(
                () -> egress.send(EgressRequest.get("http://absent.example/")),
                Reason.UNKNOWN_HOST);
    }

    @Test
    void refusesANameThatTurnsPrivateThoughAConnectionIsStillOpen() throws Exception {
        network.name("rebound.example", PUBLIC);
        egress.send(EgressRequest.get("http://rebound.example/"));

        network.name("rebound.example", "127.0.0.1");
        clock.advance(Duration.ofSeconds(2));

        assertRefused(
                () -> egress.send(EgressRequest.get("http://rebound.example/")),
                Reason.BLOCKED_ADDRESS);
        assertThat(network.dialled()).containsExactly(PUBLIC + ":80");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void leavesAKeptConnectionAloneWhenTheNameHasMoved() throws Exception {
        network.name("moved.example", PUBLIC);
        egress.send(EgressRequest.get("http://moved.example/"));

        network.name("moved.example", "93.184.215.15").machine("93.184.215.15", server);
        clock.advance(Duration.ofSeconds(2));
        egress.send(EgressRequest.get("http://moved.example/"));

        assertThat(network.dialled()).containsExactly(PUBLIC + ":80", "93.184.215.15:80");
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void usesNoConnectionThatATrustedRequestLeftOpen() throws Exception {
        String origin = "http://127.0.0.1:" + server.port();
        egress.send(EgressRequest.get(origin + "/").trusting(origin));

        assertRefused(() -> egress.send(EgressRequest.get(origin + "/")), Reason.BLOCKED_ADDRESS);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void reachesPrivateAddressesIfAllowed() throws Exception {
        network.name("localhost", "127.0.0.1");

        EgressResponse answer =
                egress.send(
                        EgressRequest.get("http://localhost:" + server.port() + "/")
                                .allowingPrivateNetwork());

        assertThat(answer.body()).asString().isEqualTo("ok");
        assertThat(egress.checkUrl("http://LOCALHOST:80", true)).isEqualTo("http://localhost/");
    }

    @Test
    void reachesATrustedOriginWhereverItIsAndNoOther() throws Exception {
        network.name("api.local", "127.0.0.1").name("other.local", "127.0.0.1");
        String base = "http://api.local:" + server.port();

        EgressResponse answer =
                egress.send(
                        EgressRequest.get(base + "/x")
                                .trusting("HTTP://API.local:" + server.port() + "/ignored"));

        assertThat(answer.status()).isEqualTo(200);
        assertRefused(
                () ->
                        egress.send(
                                EgressRequest.get("http://api.local:" + (server.port() + 1) + "/")
                                        .trusting(base)),
                Reason.BLOCKED_ADDRESS);
        assertRefused(
                () ->
                        egress.send(
                                EgressRequest.get("https://api.local:" + server.port() + "/")
                                        .trusting(base)),
                Reason.BLOCKED_ADDRESS);
        assertRefused(
                () ->
                        egress.send(
                                EgressRequest.get("http://other.local:" + server.port() + "/")
                                        .trusting(base)),
                Reason.BLOCKED_ADDRESS);
    }

    @Test
    void handsARedirectBackInsteadOfFollowingIt() throws Exception {
        try (TestServer inside = TestServer.answering(OK);
                TestServer redirecting =
                        TestServer.answering(
                                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:"
                                        + inside.port()
                                        + "/\r\nContent-Length: 0\r\n\r\n")) {
            network.name("redirecting.example", "93.184.215.20")
                    .machine("93.184.215.20", redirecting);

            EgressResponse answer = egress.send(EgressRequest.get("http://redirecting.example/"));

            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.header("location")).isPresent();
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void triesTheNextAddressWhenOneRefuses() throws Exception {
        network.name("double.example", "93.184.215.30", PUBLIC)
                .machine("93.184.215.30", TestServer.nowhere());

        EgressResponse answer = egress.send(EgressRequest.get("http://double.example/"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(network.dialled()).containsExactly("93.184.215.30:80", PUBLIC + ":80");
    }

    @Test
    void heedsNoProxySettings() throws Exception {
        network.name("direct.example", PUBLIC);
        try (TestServer proxy = TestServer.answering(OK)) {
            System.setProperty("http.proxyHost", "127.0.0.1");
            System.setProperty("http.proxyPort", Integer.toString(proxy.port()));
            System.setProperty("socksProxyHost", "127.0.0.1");
            // Loopback, where the server of this test is, would be spared otherwise.
            System.setProperty("socksNonProxyHosts", "");
            System.setProperty("socksProxyPort", Integer.toString(proxy.port()));

            egress.send(EgressRequest.get("http://direct.example/"));

            assertThat(server.requests()).hasSize(1);
            assertThat(proxy.connections()).isZero();
        } finally {
            System.clearProperty("http.proxyHost");
            System.clearProperty("http.proxyPort");
            System.clearProperty("socksProxyHost");
            System.clearProperty("socksNonProxyHosts");
            System.clearProperty("socksProxyPort");
        }
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(
            ThrowingCallable call, Reason reason) {
        AbstractThrowableAssert<?, ?> thrown = assertThatThrownBy(call);
        thrown.asInstanceOf(InstanceOfAssertFactories.type(EgressException.class))
                .extracting(EgressException::reason)
                .isEqualTo(reason);
        return thrown;
    }
}
