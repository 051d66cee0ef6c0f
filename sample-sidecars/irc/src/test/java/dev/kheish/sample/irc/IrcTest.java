package dev.kheish.sample.irc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.sample.irc.FakeIrcServer.Client;
import dev.kheish.sidecar.CredentialException;
import dev.kheish.sidecar.JsonObject;
import dev.kheish.sidecar.Sidecar;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The whole sidecar between a server and a host that are both the test. */
@Timeout(90)
final class IrcTest {
    private static final String TO_A = "{\"target\":\"#a\"}";

    private final Map<String, String> settings = new HashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private FakeIrcServer server;
    private FakeHost host;
    private Sidecar sidecar;

    @BeforeEach
    void start() throws Exception {
        server = new FakeIrcServer();
        host = new FakeHost();
        settings.put("IRC_HOST", "127.0.0.1");
        settings.put("IRC_PORT", Integer.toString(server.port()));
        settings.put("IRC_TLS", "false");
        settings.put("IRC_NICK", "bot");
        settings.put("IRC_CHANNELS", "#a");
        settings.put("IRC_LINE_EVERY_MS", "0");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        if (sidecar != null) {
            sidecar.close();
        }
        threads.shutdownNow();
        host.close();
        server.close();
    }

    private Client connected() throws Exception {
        sidecar = Irc.sidecar(settings).start(host.environment());
        Client client = accepted();
        client.welcome("bot", "#a");
        Deadline.until("it is ready", () -> status().equals("ready"));
        return client;
    }

    private Client accepted() throws IOException {
        Client client = server.accept();
        opened.add(client);
        return client;
    }

    private String status() throws Exception {
        return host.health(sidecar).requiredText("status");
    }

    private Future<JsonObject> deliver(String id, String route, String content) {
        return threads.submit(() -> host.deliver(sidecar, id, route, content));
    }

    @Test
    void aMessageInAChannelBecomesAnEvent() throws Exception {
        Client client = connected();

        client.send(
                "@time=2026-01-02T03:04:05.678Z;msgid=abc;account=annie"
                        + " :Ann!a@h PRIVMSG #A :hello there");

        JsonObject event = host.event();
        assertThat(event.requiredText("event_id")).isEqualTo("msgid-abc");
        assertThat(event.requiredText("content")).isEqualTo("hello there");
        assertThat(event.requiredText("actor_id")).isEqualTo("Ann");
        assertThat(event.object("thread").orElseThrow().texts("path")).containsExactly("#a");
        assertThat(event.requiredText("reply_route")).isEqualTo("{\"target\":\"#A\"}");
        assertThat(event.integer("occurred_at_ms")).hasValue(1_767_323_045_678L);
        assertThat(event.object("metadata").orElseThrow().toString())
                .isEqualTo(
                        "{\"nick\":\"Ann\",\"mask\":\"Ann!a@h\",\"channel\":\"#A\","
                                + "\"account\":\"annie\",\"network\":\"Test\"}");
    }

    @Test
    void aPrivateMessageIsAConversationWithItsSender() throws Exception {
        Client client = connected();

        client.send(":Ann!a@h PRIVMSG Bot :hello");

        JsonObject event = host.event();
        assertThat(event.object("thread").orElseThrow().texts("path")).containsExactly("pm", "ann");
        assertThat(event.requiredText("reply_route")).isEqualTo("{\"target\":\"Ann\"}");
        assertThat(event.requiredText("event_id")).startsWith("irc-");
    }

    @Test
    void botsCommandsAndItselfAreNotListenedTo() throws Exception {
        Client client = connected();

        client.send(
                ":ann!a@h NOTICE #a :notice",
                ":ann!a@h PRIVMSG #a :\u0001VERSION\u0001",
                ":bot!~b@host.example PRIVMSG #a :own words",
                ":BOT!~b@host.example PRIVMSG #a :own words",
                ":srv.example PRIVMSG bot :of the server",
                "@bot :other!o@h PRIVMSG #a :of a bot",
                ":ann!a@h PRIVMSG #a : ",
                ":ann!a@h PRIVMSG #a :the end");

        assertThat(host.event().requiredText("content")).isEqualTo("the end");
        assertThat(host.hasNoEvent()).isTrue();
    }

    @Test
    void onlyWhatIsMeantForItWhereThatIsWanted() throws Exception {
        settings.put("IRC_ADDRESSED_ONLY", "true");
        Client client = connected();

        client.send(
                ":ann!a@h PRIVMSG #a :hello all",
                ":ann!a@h PRIVMSG #a :BOT: hello bot",
                ":ann!a@h PRIVMSG bot :in private");

        assertThat(host.event().requiredText("content")).isEqualTo("hello bot");
        assertThat(host.event().requiredText("content")).isEqualTo("in private");
    }

    @Test
    void equalMessagesAreDifferentEventsAndKeepTheirOrder() throws Exception {
        Client client = connected();

        for (int i = 0; i < 100; i++) {
            client.send(":ann!a@h PRIVMSG #a :" + i / 2);
        }

        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            JsonObject event = host.event();
            assertThat(event.requiredText("content")).isEqualTo(Integer.toString(i / 2));
            ids.add(event.requiredText("event_id"));
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void aDeliveryIsSaidAndConfirmed() throws Exception {
        Client client = connected();

        Future<JsonObject> answer = deliver("dlv_1", TO_A, "one\n\ntwo words");

        assertThat(client.read()).isEqualTo("PRIVMSG #a one");
        assertThat(client.read()).isEqualTo("PRIVMSG #a :two words");
        assertThat(answer.isDone()).isFalse();
        client.confirm();
        assertThat(answer.get().toString()).isEqualTo("{\"status\":\"committed\"}");
    }

    @Test
    void linesFitWithTheSendersNameBeforeThem() throws Exception {
        Client client = connected();
        String prefix = ":bot!~b@host.example ";

        Future<JsonObject> answer = deliver("dlv_1", TO_A, "é".repeat(600));

        var said = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            String line = client.read();
            byte[] relayed = (prefix + line + "\r\n").getBytes(StandardCharsets.UTF_8);
            assertThat(relayed.length).isLessThanOrEqualTo(512);
            if (i < 2) {
                assertThat(relayed.length).isGreaterThan(508);
            }
            said.append(line.substring("PRIVMSG #a ".length()));
        }
        assertThat(said.toString()).isEqualTo("é".repeat(600));
        client.confirm();
        answer.get();
    }

    @Test
    void whatTheServerRefusesForGoodIsTerminal() throws Exception {
        Client client = connected();

        Future<JsonObject> answer = deliver("dlv_1", "{\"target\":\"ann\"}", "hello");
        client.readUntil("PRIVMSG ann");
        client.send(":srv 401 bot ANN :No such nick");
        client.confirm();

        assertThat(answer.get().toString())
                .isEqualTo(
                        "{\"status\":\"terminal_error\","
                                + "\"detail\":\"the server said: 401 No such nick\"}");
    }

    @Test
    void whatMayPassIsRetryable() throws Exception {
        Client client = connected();

        Future<JsonObject> answer = deliver("dlv_1", TO_A, "hello");
        client.readUntil("PRIVMSG #a");
        client.send(":srv 404 bot #a :Cannot send to channel (+m)");
        client.confirm();

        assertThat(answer.get().requiredText("status")).isEqualTo("retryable_error");
    }

    @Test
    void routesThatLeadElsewhereAreRefused() throws Exception {
        connected();

        for (String route :
                List.of(
                        "ann",
                        "{}",
                        "{\"target\":\"\"}",
                        "{\"target\":\"#a,#b\"}",
                        "{\"target\":\"#a b\"}",
                        "{\"target\":\"#a\\r\\nQUIT\"}",
                        "{\"target\":\":a\"}")) {
            JsonObject answer = host.deliver(sidecar, "dlv_" + route.hashCode(), route, "x");
            assertThat(answer.requiredText("status")).isEqualTo("terminal_error");
        }
    }

    @Test
    void aLostConnectionIsSeenMadeAgainAndBreaksNoDelivery() throws Exception {
        Client first = connected();
        Future<JsonObject> broken = deliver("dlv_1", TO_A, "hello");
        first.readUntil("PRIVMSG #a");

        first.close();

        assertThat(broken.get().requiredText("status")).isEqualTo("retryable_error");
        Deadline.until("it is degraded", () -> status().equals("degraded"));
        assertThat(host.health(sidecar).requiredText("detail"))
                .startsWith("not connected to 127.0.0.1: ");
        assertThat(host.deliver(sidecar, "dlv_2", TO_A, "x").requiredText("detail"))
                .isEqualTo("not connected to 127.0.0.1");

        Client second = accepted();
        second.welcome("bot", "#a");
        Deadline.until("it is ready", () -> status().equals("ready"));
        Future<JsonObject> again = deliver("dlv_1", TO_A, "hello");
        second.confirm();
        assertThat(again.get().requiredText("status")).isEqualTo("committed");
    }

    @Test
    void takesAnotherNickWhenItsOwnIsTaken() throws Exception {
        sidecar = Irc.sidecar(settings).start(host.environment());
        Client client = accepted();
        client.readUntil("NICK bot");
        client.send(":srv 433 * bot :Nickname is already in use");

        assertThat(client.readUntil("NICK ")).isEqualTo("NICK bot_");

        client.send(":srv 001 bot_ :Welcome", ":srv 376 bot_ :End");
        client.readUntil("JOIN #a");
        client.send(":bot_!~b@h JOIN #a", ":ann!a@h PRIVMSG bot_ :hello");
        assertThat(host.event().object("thread").orElseThrow().texts("path"))
                .containsExactly("pm", "ann");
    }

    @Test
    void answersPingsBeforeAndAfterTheWelcome() throws Exception {
        sidecar = Irc.sidecar(settings).start(host.environment());
        Client client = accepted();
        client.send("PING :first one");
        assertThat(client.readUntil("PONG")).isEqualTo("PONG :first one");
        client.send(":srv 001 bot :Welcome", "PING second");
        assertThat(client.readUntil("PONG")).isEqualTo("PONG second");
    }

    @Test
    void showsItsPasswordToTheServer() throws Exception {
        settings.put("IRC_AUTH", "server");
        sidecar = Irc.sidecar(settings).start(host.environment());

        assertThat(accepted().read()).isEqualTo("PASS s3cret");
    }

    @Test
    void asksForTheSecretAnewWhenItWasRefused() throws Exception {
        settings.put("IRC_AUTH", "server");
        sidecar = Irc.sidecar(settings).start(host.environment());
        Client first = accepted();
        first.readUntil("USER");
        host.password("new");
        first.send(":srv 464 * :Password incorrect");

        assertThat(accepted().read()).isEqualTo("PASS new");
        assertThat(host.health(sidecar).toString())
                .contains("the server refused the password")
                .doesNotContain("s3cret");
    }

    @Test
    void authenticatesWithSasl() throws Exception {
        settings.put("IRC_AUTH", "sasl");
        settings.put("IRC_ACCOUNT", "acc");
        host.password("p".repeat(400));
        sidecar = Irc.sidecar(settings).start(host.environment());
        Client client = accepted();

        client.readUntil("CAP LS 302");
        client.send(
                ":srv CAP * LS * :sasl=PLAIN,EXTERNAL server-time",
                ":srv CAP * LS :message-tags other");
        assertThat(client.readUntil("CAP REQ")).isEqualTo("CAP REQ :message-tags sasl server-time");
        client.send(":srv CAP * ACK :message-tags sasl server-time");
        assertThat(client.read()).isEqualTo("AUTHENTICATE PLAIN");
        client.send("AUTHENTICATE +");
        String one = client.read().substring("AUTHENTICATE ".length());
        String two = client.read().substring("AUTHENTICATE ".length());
        assertThat(one).hasSize(400);
        assertThat(new String(Base64.getDecoder().decode(one + two), StandardCharsets.UTF_8))
                .isEqualTo("acc\0acc\0" + "p".repeat(400));
        client.send(":srv 903 * :SASL authentication successful");
        assertThat(client.read()).isEqualTo("CAP END");
        client.send(":srv 001 bot :Welcome");
        Deadline.until("it is ready", () -> status().equals("ready"));
    }

    @Test
    void goesNowhereWithoutTheSaslThatWasWanted() throws Exception {
        settings.put("IRC_AUTH", "sasl");
        sidecar = Irc.sidecar(settings).start(host.environment());
        Client client = accepted();
        client.readUntil("USER");

        client.send(":srv 421 * CAP :Unknown command", ":srv 001 bot :Welcome");

        Deadline.until(
                "it says so", () -> host.health(sidecar).toString().contains("offers no SASL"));
    }

    @Test
    void saysWhichChannelItCannotEnter() throws Exception {
        settings.put("IRC_CHANNELS", "#a,#b");
        Client client = connected();

        client.send(":srv 474 bot #B :Cannot join channel (+b)");

        Deadline.until(
                "it says so",
                () ->
                        host.health(sidecar)
                                .text("detail")
                                .orElse("")
                                .equals("not in {#b=474 Cannot join channel (+b)}"));
        assertThat(
                        host.deliver(sidecar, "dlv_1", "{\"target\":\"#b\"}", "x")
                                .requiredText("detail"))
                .isEqualTo("not in channel #b (yet)");
        client.send(":bot!~b@host.example JOIN #b");
        Deadline.until("it is ready", () -> status().equals("ready"));
    }

    @Test
    void keepsWhatTheHostDoesNotTake() throws Exception {
        Client client = connected();
        host.status(503);

        client.send(":ann!a@h PRIVMSG #a :one", ":ann!a@h PRIVMSG #a :two");
        Deadline.until("it is not there", host::hasNoEvent);
        host.status(200);

        assertThat(host.event().requiredText("content")).isEqualTo("one");
        assertThat(host.event().requiredText("content")).isEqualTo("two");
    }

    @Test
    void leavesWithTheLastMessagesDelivered() throws Exception {
        host.status(409);
        Client client = connected();
        client.send(":ann!a@h PRIVMSG #a :one");
        Deadline.until(
                "the host refuses",
                () -> host.health(sidecar).text("detail").orElse("").contains("409"));
        host.status(200);

        sidecar.close();

        assertThat(host.event().requiredText("content")).isEqualTo("one");
        assertThat(client.readUntil("QUIT")).isEqualTo("QUIT :the sidecar is stopping");
    }

    @Test
    void aDeliveryUnderWayIsFinishedWhenItLeaves() throws Exception {
        Client client = connected();
        Future<JsonObject> answer = deliver("dlv_1", TO_A, "hello");
        client.readUntil("PRIVMSG #a");

        Future<?> closing = threads.submit(sidecar::close);
        Deadline.until("it drains", () -> status().equals("draining"));
        client.confirm();

        assertThat(answer.get().requiredText("status")).isEqualTo("committed");
        closing.get();
        client.readUntil("QUIT");
    }

    @Test
    void doesNotStartWithoutTheSecretThatItNeeds() throws Exception {
        settings.put("IRC_AUTH", "sasl");
        Map<String, String> environment = host.environment();
        environment.put("KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_KEYS_JSON", "[]");

        assertThatThrownBy(() -> Irc.sidecar(settings).start(environment))
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("IRC_PASSWORD");
    }
}
