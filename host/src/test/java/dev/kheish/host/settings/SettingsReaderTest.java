package dev.kheish.host.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

class SettingsReaderTest {
    @Test
    void reportsAllMistakesAtOnce() {
        SettingsReader in =
                new SettingsReader(
                        Map.of(
                                "plugins", Map.of("drain-for", "soon"),
                                "server", Map.of("port", 70000, "hots", "x")));

        in.duration("plugins.drain-for", Duration.ofSeconds(30));
        in.number("server.port", 4000, 0, 65535);
        in.text("server.host", "127.0.0.1");

        assertThatThrownBy(in::finish)
                .hasMessage(
                        """
                        The settings have 3 problems:
                          plugins.drain-for: 'soon' is not a duration such as 30s or 5m
                          server.port: 70000 is not between 0 and 65535
                          server.hots: no such setting; did you mean server.host?""");
    }

    @Test
    void givesDefaultsForWhatIsAbsent() {
        SettingsReader in = new SettingsReader(Map.of());

        assertThat(in.flag("a.flag", true)).isTrue();
        assertThat(in.bytes("a.size", 5)).isEqualTo(5);
        assertThat(in.list("a.list", List.of("x"))).containsExactly("x");
        in.finish();
    }

    @Test
    void readsEveryShape() {
        SettingsReader in =
                new SettingsReader(
                        Map.of(
                                "a",
                                Map.of(
                                        "flag",
                                        true,
                                        "size",
                                        "64MiB",
                                        "list",
                                        List.of("x", 1),
                                        "span",
                                        "250ms",
                                        "word",
                                        "echo",
                                        "env",
                                        Map.of("LANG", "C"))));

        assertThat(in.flag("a.flag", false)).isTrue();
        assertThat(in.bytes("a.size", 0)).isEqualTo(64L << 20);
        assertThat(in.list("a.list", List.of())).containsExactly("x", "1");
        assertThat(in.duration("a.span", Duration.ZERO)).isEqualTo(Duration.ofMillis(250));
        assertThat(in.oneOf("a.word", "pull", List.of("pull", "echo"))).isEqualTo("echo");
        assertThat(in.map("a.env")).containsExactly(Map.entry("LANG", "C"));
        in.finish();
    }
}
