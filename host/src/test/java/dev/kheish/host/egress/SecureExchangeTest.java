package dev.kheish.host.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressException.Reason;
import dev.kheish.spi.EgressRequest;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS with a server whose certificate is made out to {@code secure.example} and its neighbours. */
@Timeout(30)
final class SecureExchangeTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String PUBLIC = "93.184.215.14";
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir private static Path folder;
    private static SSLContext tls;

    private final TestNetwork network = new TestNetwork();

    @BeforeAll
    static void makeACertificate() throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-storetype",
                                "PKCS12",
                                "-dname",
                                "CN=server",
                                "-validity",
                                "2",
                                "-ext",
                                "san=dns:secure.example,dns:single,ip:93.184.215.14",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("keytool.log").toFile())
                        .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        var identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(keys, PASSWORD);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        tls = SSLContext.getInstance("TLS");
        tls.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
    }

    @Test
    void checksTheCertificateAgainstTheNameAndDialsTheAddress() throws Exception {
        network.name("secure.example", PUBLIC);
        try (TestServer server = secureServer();
                GuardedEgress egress = client(tls)) {
            network.machine(PUBLIC, server);

            egress.send(EgressRequest.get("https://Secure.Example/"));
            egress.send(EgressRequest.get("https://secure.example/"));

            assertThat(network.dialled()).containsExactly(PUBLIC + ":443");
            assertThat(server.requests())
                    .hasSize(2)
                    .allMatch(seen -> seen.hasHeader("Host: secure.example"));
            assertThat(server.serverNames()).containsExactly("secure.example");
        }
    }

    @Test
    void asksForNamesOfOnePartAndWithATrailingDotByTheirName() throws Exception {
        network.name("single", PUBLIC).name("secure.example.", PUBLIC);
        try (TestServer server = secureServer();
                GuardedEgress egress = client(tls)) {
            network.machine(PUBLIC, server);

            egress.send(EgressRequest.get("https://single/"));
            egress.send(EgressRequest.get("https://secure.example./"));

            assertThat(server.serverNames()).containsExactly("single", "secure.example");
        }
    }

    @Test
    void checksAnAddressAgainstTheCertificateToo() throws Exception {
        try (TestServer server = secureServer();
                GuardedEgress egress = client(tls)) {
            network.machine(PUBLIC, server).machine("93.184.215.15", server);

            assertThat(egress.send(EgressRequest.get("https://" + PUBLIC + "/")).status())
                    .isEqualTo(200);
            assertFails(() -> egress.send(EgressRequest.get("https://93.184.215.15/")), Reason.TLS);
        }
    }

    @Test
    void refusesACertificateOfAnotherName() throws Exception {
        network.name("other.example", PUBLIC);
        try (TestServer server = secureServer();
                GuardedEgress egress = client(tls)) {
            network.machine(PUBLIC, server);

            assertFails(() -> egress.send(EgressRequest.get("https://other.example/")), Reason.TLS);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void refusesACertificateThatNobodyVouchesFor() throws Exception {
        network.name("secure.example", PUBLIC);
        try (TestServer server = secureServer();
                GuardedEgress egress = client(SSLContext.getDefault())) {
            network.machine(PUBLIC, server);

            assertFails(
                    () -> egress.send(EgressRequest.get("https://secure.example/")), Reason.TLS);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void refusesAPeerThatDoesNotSpeakTls() throws Exception {
        network.name("secure.example", PUBLIC);
        try (TestServer server = TestServer.running(peer -> peer.send(OK));
                GuardedEgress egress = client(tls)) {
            network.machine(PUBLIC, server);

            assertFails(
                    () -> egress.send(EgressRequest.get("https://secure.example/")), Reason.TLS);
        }
    }

    @Test
    void givesUpInTimeDuringAHandshakeAndDuringAnAnswer() throws Exception {
        network.name("secure.example", PUBLIC);
        EgressRequest request =
                EgressRequest.get("https://secure.example/").withTimeout(Duration.ofMillis(300));
        try (TestServer mute = TestServer.running(TestServer.Peer::awaitEnd);
                GuardedEgress egress = client(tls)) {
            network.machine(PUBLIC, mute);

            assertFails(() -> egress.send(request), Reason.TIMEOUT);
            mute.awaitNoConnections();
        }
        try (TestServer mute =
                        TestServer.running(
                                tls.getServerSocketFactory(), TestServer.Peer::awaitEnd);
                GuardedEgress egress = client(tls)) {
            network.machine(PUBLIC, mute);

            assertFails(
                    () -> egress.send(request.withTimeout(Duration.ofSeconds(1))), Reason.TIMEOUT);
            mute.awaitNoConnections();
        }
    }

    private GuardedEgress client(SSLContext context) {
        return network.client(EgressSettings.defaults(), Clock.systemUTC(), () -> context);
    }

    private static TestServer secureServer() throws Exception {
        return TestServer.running(
                tls.getServerSocketFactory(),
                peer -> {
                    while (peer.readRequest() != null) {
                        peer.send(OK);
                    }
                });
    }

    private static void assertFails(ThrowingCallable call, Reason reason) {
        assertThatThrownBy(call)
                .asInstanceOf(InstanceOfAssertFactories.type(EgressException.class))
                .extracting(EgressException::reason)
                .isEqualTo(reason);
    }
}
