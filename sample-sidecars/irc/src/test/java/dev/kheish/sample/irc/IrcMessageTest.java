package dev.kheish.sample.irc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

final class IrcMessageTest {
    private static IrcMessage parse(String line) {
        return IrcMessage.parse(line).orElseThrow();
    }

    @Test
    void takesALineApart() {
        IrcMessage message =
                parse("@time=2026-01-01T00:00:00Z;x :ann!a@h privmsg #a :hello  :world ");

        assertThat(message.tags()).isEqualTo(Map.of("time", "2026-01-01T00:00:00Z", "x", ""));
        assertThat(message.nick()).isEqualTo("ann");
        assertThat(message.command()).isEqualTo("PRIVMSG");
        assertThat(message.parameters()).isEqualTo(List.of("#a", "hello  :world "));
    }

    @Test
    void takesSeveralBlanksForOne() {
        assertThat(parse(":s  005   bot  A=1   B :are").parameters())
                .isEqualTo(List.of("bot", "A=1", "B", "are"));
        assertThat(parse("PING").last()).isEmpty();
        assertThat(parse("PRIVMSG #a :").parameters()).isEqualTo(List.of("#a", ""));
    }

    @Test
    void unescapesTags() {
        assertThat(parse("@a=\\:\\s\\\\\\r\\n\\x\\ X").tags()).isEqualTo(Map.of("a", "; \\\r\nx"));
    }

    @Test
    void aLineWithoutACommandIsNoMessage() {
        for (String line : List.of("", " ", ":ann", "@a=b", "@a :ann ")) {
            assertThat(IrcMessage.parse(line)).isEmpty();
        }
    }

    @Test
    void putsALineTogether() {
        assertThat(IrcMessage.line("PRIVMSG", "#a", "hello")).isEqualTo("PRIVMSG #a hello");
        assertThat(IrcMessage.line("PRIVMSG", "#a", "a b")).isEqualTo("PRIVMSG #a :a b");
        assertThat(IrcMessage.line("PRIVMSG", "#a", ":)")).isEqualTo("PRIVMSG #a ::)");
        assertThat(IrcMessage.line("PRIVMSG", "#a", "")).isEqualTo("PRIVMSG #a :");
    }

    @Test
    void aLineIsNeverTwo() {
        for (String text : List.of("a\nQUIT", "a\rQUIT", "a\0")) {
            assertThatThrownBy(() -> IrcMessage.line("PRIVMSG", "#a", text))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> IrcMessage.line("PRIVMSG", "#a b", "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
