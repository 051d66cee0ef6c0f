package dev.kheish.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** The program as a whole. */
class ProgramTest {
    private final TestCli cli = new TestCli();

    @Test
    void printsItsVersionOnOneLine() {
        TestCli.Result result = cli.run("--version");

        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("kheish ").hasLineCount(1);
    }

    @Test
    void hasHelpForEveryCommand() {
        Deque<String> open = new ArrayDeque<>();
        open.add("");
        int commands = 0;
        while (!open.isEmpty()) {
            String words = open.remove();
            TestCli.Result help = cli.run((words + " --help").strip().split(" ", -1));
            CommandLine command = find(words);

            assertThat(help.code()).as(words).isZero();
            assertThat(help.err()).as(words).isEmpty();
            assertThat(help.out()).as(words).contains("Usage: kheish " + words, "--url");
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(words)
                    .isNotEmpty();
            command.getSubcommands()
                    .keySet()
                    .forEach(name -> open.add((words + " " + name).strip()));
            commands++;
        }
        assertThat(commands).isGreaterThan(60);
    }

    @Test
    void showsWhatThereIsWhenNoCommandIsGiven() {
        TestCli.Result result = cli.run();

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("connectors", "deliveries", "completion");
    }

    @Test
    void completesCommandsThatItDidNotBuild() {
        TestCli.Result result = cli.run("completion", "zsh");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("replay-bulk", "dead-letter", "--if-match");
    }

    @Test
    void handsOverToTheDaemon() {
        int served =
                cli.run("serve", "--home", "/h", "--host", "::1", "-p", "0", "-c", "k.yaml").code();
        int checked = cli.run("check").code();
        cli.run("demo", "--once");

        assertThat(served).isZero();
        assertThat(checked).isEqualTo(1);
        assertThat(cli.daemonCalls())
                .containsExactly(
                        new ServeOptions(Path.of("k.yaml"), Path.of("/h"), "::1", 0, false),
                        new CheckOptions(null, null),
                        new DemoOptions(true, null));
    }

    private static CommandLine find(String words) {
        Shell shell =
                new Shell(
                        System.in,
                        null,
                        null,
                        java.util.Map.of(),
                        Terminal.none(),
                        java.time.Clock.systemUTC());
        try (Root root = new Root(shell)) {
            CommandLine command = Commands.build(root, null, new String[] {"completion"});
            for (String word : words.split(" ", -1)) {
                command = word.isEmpty() ? command : command.getSubcommands().get(word);
            }
            return command;
        }
    }
}
