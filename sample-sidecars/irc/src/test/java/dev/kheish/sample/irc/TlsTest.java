package dev.kheish.sample.irc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Connections with TLS, against a server whose certificate the JDK's own tool makes. */
@Timeout(60)
final class TlsTest {
    private static final String SECRET = "changeit";

    @TempDir private static Path folder;
    private static SSLContext context;
    private SSLServerSocket server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("server.p12");
        keytool(
                "-genkeypair",
                store,
                "-keyalg",
                "EC",
                "-dname",
                "CN=x",
                "-ext",
                "SAN=dns:localhost");
        keytool("-exportcert", store, "-rfc", "-file", pem().toString());
        var keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, SECRET.toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, SECRET.toCharArray());
        context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
    }

    @BeforeEach
    void start() throws Exception {
        server =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static Path pem() {
        return folder.resolve("server.pem");
    }

    private static void keytool(String command, Path store, String... more) throws Exception {
        List<String> arguments = new ArrayList<>();
        arguments.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        arguments.addAll(List.of(command, "-alias", "irc", "-keystore", store.toString()));
        arguments.addAll(List.of("-storepass", SECRET));
        arguments.addAll(List.of(more));
        Process process = new ProcessBuilder(arguments).redirectErrorStream(true).start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /** Greets everybody, in two pieces with a pause between them. */
    private void serve() {
        while (!server.isClosed()) {
            try (SSLSocket client = (SSLSocket) server.accept()) {
                client.getOutputStream().write("PING :he".getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream().flush();
                client.getInputStream().read();
                client.getOutputStream().write("llo\r\n".getBytes(StandardCharsets.US_ASCII));
                client.getInputStream().read();
            } catch (IOException e) {
                // A client that does not trust us, or the end of the test.
                continue;
            }
        }
    }

    private IrcSettings settings(String host, boolean trusting) {
        Map<String, String> environment = new HashMap<>();
        environment.put("IRC_HOST", host);
        environment.put("IRC_PORT", Integer.toString(server.getLocalPort()));
        environment.put("IRC_NICK", "bot");
        if (trusting) {
            environment.put("IRC_TLS_CA", pem().toString());
        }
        return IrcSettings.read(environment);
    }

    @Test
    void speaksWithAServerThatItTrustsAndWaitsWithoutHarm() throws Exception {
        try (IrcSocket socket = IrcSocket.open(settings("localhost", true))) {
            assertThat(socket.receive(Duration.ofMillis(300))).isEmpty();
            socket.send("NICK", "bot");

            assertThat(socket.receive(Duration.ofSeconds(20)).orElseThrow().last())
                    .isEqualTo("hello");
        }
    }

    @Test
    void refusesACertificateOfAnybody() {
        assertThatThrownBy(() -> IrcSocket.open(settings("localhost", false)))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void refusesACertificateForAnotherName() {
        assertThatThrownBy(() -> IrcSocket.open(settings("127.0.0.1", true)))
                .isInstanceOf(SSLException.class);
    }
}
