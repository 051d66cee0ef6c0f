package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The sample irc between the packed daemon and a real server with real people. */
@Tag("long")
class IrcSampleIT {
    private static final int PORT = 6667;

    @TempDir Path folder;

    @Test
    void channelAndPrivateMessagesAreThreadsAndAnswersGoBack() throws Exception {
        Path config = Files.writeString(folder.resolve("kheish.yaml"), "handler: {kind: echo}\n");
        try (GenericContainer<?> server = Peers.container(PORT, "/usr/sbin/ngircd", "-n");
                DaemonProcess daemon =
                        DaemonProcess.start(
                                folder.resolve("home"), "--config", config.toString())) {
            server.start();
            String host = server.getHost();
            int port = server.getMappedPort(PORT);
            Sidecar irc = new Sidecar("irc");
            irc.put(
                    daemon,
                    irc.definition(
                            List.of(Sidecar.program("sample-sidecars/irc/run")),
                            Map.of(
                                    "IRC_HOST", host,
                                    "IRC_PORT", Integer.toString(port),
                                    "IRC_TLS", "false",
                                    "IRC_NICK", "kbot",
                                    "IRC_CHANNELS", "#kheish"),
                            ",\"lifeline\":true"));

            try (IrcUser ada = IrcUser.join(host, port, "ada", "#kheish");
                    IrcUser bob = IrcUser.join(host, port, "bob", "#kheish")) {
                ada.awaitsNick("kbot", "#kheish");
                ada.says("#kheish", "good morning, Grüße");
                ada.awaits("the answer in the channel", "PRIVMSG #kheish :good morning, Grüße");
                bob.awaits("it as well", ":kbot!");
                bob.says("kbot", "just between us");
                bob.awaits("the private answer", "PRIVMSG bob :just between us");

                assertThat(ada.count("just between us")).isZero();
                var sessions = daemon.admin().get("/v1/sessions").json();
                assertThat(sessions).as(sessions.toString()).hasSize(2);
                assertThat(daemon.admin().get("/v1/runs").json()).hasSize(2);
            }
        }
    }
}
