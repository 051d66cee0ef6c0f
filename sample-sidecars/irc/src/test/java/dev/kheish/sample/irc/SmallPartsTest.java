package dev.kheish.sample.irc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.sidecar.ConfigurationException;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** The parts that need neither a server nor a host. */
final class SmallPartsTest {
    @Test
    void namesInAnyCaseAreTheSameAsTheServerSeesIt() {
        assertThat(Casemapping.RFC1459.same("#A[]\\^", "#a{}|~")).isTrue();
        assertThat(Casemapping.RFC1459_STRICT.same("a^", "a~")).isFalse();
        assertThat(Casemapping.ASCII.same("a[", "a{")).isFalse();
        assertThat(Casemapping.ASCII.same("Bot", "bOT")).isTrue();
        assertThat(Casemapping.named("ascii")).isEqualTo(Casemapping.ASCII);
        assertThat(Casemapping.named("strict-rfc1459")).isEqualTo(Casemapping.RFC1459_STRICT);
        assertThat(Casemapping.named("?")).isEqualTo(Casemapping.RFC1459);
    }

    @Test
    void seesWhoIsMeant() {
        assertThat(words("Bot: hello ")).hasValue("hello");
        assertThat(words("bot, hello")).hasValue("hello");
        assertThat(words(" @bot hello")).hasValue("hello");
        assertThat(words("@bot: hello")).hasValue("hello");
        assertThat(words("bot:")).hasValue("");
        assertThat(words("bot hello")).isEmpty();
        assertThat(words("bottle: hello")).isEmpty();
        assertThat(words("@bottle hello")).isEmpty();
        assertThat(words("hello bot: x")).isEmpty();
        assertThat(words("bo")).isEmpty();
    }

    private static Optional<String> words(String text) {
        return Addressing.words(text, "bot", Casemapping.RFC1459);
    }

    @Test
    void learnsWhatTheServerSaysOfItself() {
        ServerTraits traits =
                ServerTraits.STANDARD.with(
                        List.of("bot", "CASEMAPPING=ascii", "CHANTYPES=#!", "NETWORK=Net", "X"));

        assertThat(traits).isEqualTo(new ServerTraits(Casemapping.ASCII, "#!", "Net"));
        assertThat(traits.isChannel("!a")).isTrue();
        assertThat(traits.isChannel("ann")).isFalse();
        assertThat(traits.isChannel("")).isFalse();
    }

    @Test
    void aBucketLetsABurstThroughAndThenOneLineATime() throws Exception {
        List<Duration> sleeps = new ArrayList<>();
        var now = new long[1];
        var flood =
                new FloodControl(
                        3,
                        Duration.ofSeconds(2),
                        new Pace() {
                            @Override
                            public long nanos() {
                                return now[0];
                            }

                            @Override
                            public void sleep(Duration span) {
                                sleeps.add(span);
                                now[0] += span.toNanos();
                            }
                        });

        for (int i = 0; i < 5; i++) {
            flood.take();
        }
        assertThat(sleeps).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2));

        now[0] += Duration.ofHours(1).toNanos();
        for (int i = 0; i < 4; i++) {
            flood.take();
        }
        assertThat(sleeps).hasSize(3);
    }

    @Test
    void staysAwayEverLongerAndShortAgainAfterAGoodConnection() {
        var retreat = new Retreat();
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            millis.add(retreat.next(Duration.ofSeconds(1), 1).toMillis());
        }

        assertThat(millis)
                .containsExactly(
                        1000L, 2000L, 4000L, 8000L, 16_000L, 32_000L, 64_000L, 128_000L, 256_000L,
                        300_000L, 300_000L);
        assertThat(retreat.next(Duration.ofHours(1), 0)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void asksASilentServerAndGivesItUp() {
        long second = Duration.ofSeconds(1).toNanos();
        var keepalive = new Keepalive(0);

        assertThat(keepalive.due(59 * second)).isEqualTo(Keepalive.Due.NOTHING);
        assertThat(keepalive.due(61 * second)).isEqualTo(Keepalive.Due.PING);
        assertThat(keepalive.due(61 * second)).isEqualTo(Keepalive.Due.JOIN);
        assertThat(keepalive.due(62 * second)).isEqualTo(Keepalive.Due.NOTHING);
        keepalive.heard(63 * second);
        assertThat(keepalive.due(119 * second)).isEqualTo(Keepalive.Due.NOTHING);
        assertThat(keepalive.due(184 * second)).isEqualTo(Keepalive.Due.GONE);
    }

    @Test
    void triesOtherNicksUntilItLooksHopeless() {
        var nicks = new Nicks("kheishbot", new Random(1));
        Set<String> tried = new LinkedHashSet<>();
        for (String nick = nicks.next(); nick != null; nick = nicks.next()) {
            tried.add(nick);
        }

        assertThat(tried).startsWith("kheishbot_", "kheishbot__").hasSize(8);
        assertThat(tried.stream().skip(2)).allMatch(nick -> nick.matches("kheish\\d{3}"));
    }

    @Test
    void readsLinesOfAnyLengthAndEncoding() throws Exception {
        byte[] latin = "PRIVMSG #a :\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] utf8 =
                ("\r\nPING a\r\n" + "x".repeat(20_000) + "\r\nPING é\r\nhalf")
                        .getBytes(StandardCharsets.UTF_8);
        var all = new byte[latin.length + utf8.length];
        System.arraycopy(latin, 0, all, 0, latin.length);
        System.arraycopy(utf8, 0, all, latin.length, utf8.length);
        var lines = new LineReader(new ByteArrayInputStream(all));

        assertThat(lines.next()).isEqualTo("PRIVMSG #a :é");
        assertThat(lines.next()).isEqualTo("PING a");
        assertThat(lines.next()).isEqualTo("PING é");
        assertThat(lines.next()).isNull();
    }

    @Test
    void tellsAllMistakesInTheSettingsAtOnce() {
        assertThatThrownBy(
                        () ->
                                IrcSettings.read(
                                        Map.of(
                                                "IRC_NICK", "a b",
                                                "IRC_TLS", "yes",
                                                "IRC_PORT", "0",
                                                "IRC_AUTH", "magic",
                                                "IRC_CHANNELS", "#a, #b c")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("IRC_HOST is missing")
                .hasMessageContaining("IRC_NICK has a character")
                .hasMessageContaining("IRC_TLS is neither true nor false")
                .hasMessageContaining("IRC_PORT is not a number from 1 to 65535")
                .hasMessageContaining("IRC_AUTH is none of none, server and sasl")
                .hasMessageContaining("IRC_CHANNELS has a channel with a blank");
    }

    @Test
    void usesTlsUnlessToldOtherwise() {
        Map<String, String> least = Map.of("IRC_HOST", "irc.example", "IRC_NICK", "bot");

        IrcSettings settings = IrcSettings.read(least);

        assertThat(settings.tls()).isTrue();
        assertThat(settings.port()).isEqualTo(6697);
        assertThat(settings.user()).isEqualTo("bot");
        assertThat(settings.channels()).isEmpty();
    }

    @Test
    void aFileThatIsNoCertificateIsTold() {
        assertThatThrownBy(() -> Trust.context(Path.of("pom.xml")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("IRC_TLS_CA cannot be used");
    }
}
