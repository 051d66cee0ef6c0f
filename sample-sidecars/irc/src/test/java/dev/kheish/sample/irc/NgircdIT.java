package dev.kheish.sample.irc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kheish.sidecar.JsonObject;
import dev.kheish.sidecar.Sidecar;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The sidecar against a real server: ngIRCd. */
@Timeout(120)
@Tag("long")
final class NgircdIT {
    private final Map<String, String> settings = new HashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    @TempDir private Path folder;
    private Ngircd server;
    private FakeHost host;
    private Sidecar sidecar;
    private Person ann;

    @BeforeEach
    void start() throws Exception {
        var program = Ngircd.installed();
        if (program.isEmpty()) {
            System.err.println("SKIPPED: NgircdIT needs ngircd (Debian: apt-get install ngircd)");
            assertThat(System.getenv("CI"))
                    .as("ngircd is missing where CI=true")
                    .isNotEqualTo("true");
            assumeTrue(false, "ngircd is not installed");
        }
        server = Ngircd.start(program.orElseThrow(), folder, "s3cret");
        host = new FakeHost();
        settings.put("IRC_HOST", "127.0.0.1");
        settings.put("IRC_PORT", Integer.toString(server.port()));
        settings.put("IRC_TLS", "false");
        settings.put("IRC_NICK", "bot");
        settings.put("IRC_CHANNELS", "#lab");
        settings.put("IRC_AUTH", "server");
        settings.put("IRC_LINE_EVERY_MS", "200");
    }

    @AfterEach
    void stop() throws Exception {
        if (sidecar != null) {
            sidecar.close();
        }
        if (ann != null) {
            ann.close();
        }
        threads.shutdownNow();
        if (host != null) {
            host.close();
            server.close();
        }
    }

    private void run() throws Exception {
        sidecar = Irc.sidecar(settings).start(host.environment());
        Deadline.until("it is ready", () -> status().equals("ready"));
    }

    private String status() throws Exception {
        return host.health(sidecar).requiredText("status");
    }

    private Person ann() throws Exception {
        ann = Person.connect(server.port(), "ann", "s3cret");
        ann.send("JOIN", "#lab");
        ann.hear(message -> message.is("366"));
        return ann;
    }

    @Test
    void carriesAConversationInAChannelAndInPrivate() throws Exception {
        run();
        Person person = ann();
        Deadline.until("the bot is in the channel", () -> person.seesInChannel("#lab", "bot"));

        person.send("PRIVMSG", "#LAB", "what is the time, grüß dich?");
        JsonObject event = host.event();
        assertThat(event.requiredText("content")).isEqualTo("what is the time, grüß dich?");
        assertThat(event.object("thread").orElseThrow().texts("path")).containsExactly("#lab");
        JsonObject answer =
                host.deliver(sidecar, "dlv_1", event.requiredText("reply_route"), "späť 😀");
        assertThat(answer.requiredText("status")).isEqualTo("committed");
        assertThat(person.hear(message -> message.is("PRIVMSG")).last()).isEqualTo("späť 😀");

        person.send("PRIVMSG", "bot", "psst");
        JsonObject secret = host.event();
        assertThat(secret.object("thread").orElseThrow().texts("path"))
                .containsExactly("pm", "ann");
        host.deliver(sidecar, "dlv_2", secret.requiredText("reply_route"), "yes?");
        IrcMessage heard = person.hear(message -> message.is("PRIVMSG"));
        assertThat(heard.parameter(0)).isEqualTo("ann");
        assertThat(heard.last()).isEqualTo("yes?");
        assertThat(host.hasNoEvent()).isTrue();
    }

    @Test
    void noServerCutsALongAnswer() throws Exception {
        run();
        Person person = ann();
        Deadline.until("the bot is in the channel", () -> person.seesInChannel("#lab", "bot"));
        String text = "ü".repeat(900);

        Future<JsonObject> answer =
                threads.submit(() -> host.deliver(sidecar, "dlv_1", "{\"target\":\"#lab\"}", text));

        var heard = new StringBuilder();
        while (heard.length() < text.length()) {
            heard.append(person.hear(message -> message.is("PRIVMSG")).last());
        }
        assertThat(heard.toString()).isEqualTo(text);
        assertThat(answer.get().requiredText("status")).isEqualTo("committed");
    }

    @Test
    void aNickThatIsGoneIsTerminal() throws Exception {
        run();

        JsonObject answer = host.deliver(sidecar, "dlv_1", "{\"target\":\"nobody\"}", "hello");

        assertThat(answer.requiredText("status")).isEqualTo("terminal_error");
        assertThat(answer.requiredText("detail")).contains("401");
    }

    @Test
    void comesBackWhenTheServerDoes() throws Exception {
        run();

        server.kill();
        Deadline.until("it is degraded", () -> status().equals("degraded"));
        server.start();
        Deadline.until("it is ready again", () -> status().equals("ready"));

        Person person = ann();
        Deadline.until("the bot is in the channel", () -> person.seesInChannel("#lab", "bot"));
        person.send("PRIVMSG", "#lab", "welcome back");
        assertThat(host.event().requiredText("content")).isEqualTo("welcome back");
    }

    @Test
    void takesAnotherNickWhenItsOwnIsTaken() throws Exception {
        settings.put("IRC_NICK", "ann");
        Person person = ann();

        run();

        Deadline.until("the bot is in the channel", () -> person.seesInChannel("#lab", "ann_"));
    }

    @Test
    void tellsThatThePasswordIsWrong() throws Exception {
        host.password("wrong");
        sidecar = Irc.sidecar(settings).start(host.environment());

        Deadline.until(
                "it says so",
                () ->
                        host.health(sidecar)
                                .text("detail")
                                .orElse("")
                                .contains("refused the password"));
    }
}
