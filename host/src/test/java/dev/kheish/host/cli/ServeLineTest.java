package dev.kheish.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ServeLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "serve --strict",
                "serve --home /var/lib/kheish --port 4000 --config /etc/kheish.yaml",
                "serve -p 0 -c kheish.yaml --host ::1 --strict",
                "serve --host 0.0.0.0"
            })
    void readsAPlainLineAsTheLibraryDoes(String line) {
        String[] args = line.split(" ");

        assertThat(ServeLine.parse(args)).contains(readByTheLibrary(args));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "serve --help",
                "serve --port",
                "serve --port many",
                "serve --port 65536",
                "serve --port -1",
                "serve --port=4000",
                "serve -p4000",
                "serve --strict --strict",
                "serve --home a --home b",
                "serve --url http://127.0.0.1:1",
                "serve now",
                "serve --config @files",
                "--home a serve"
            })
    void leavesTheRestToTheLibrary(String line) {
        assertThat(ServeLine.parse(line.split(" "))).isEmpty();
    }

    @Test
    void leavesAnEmptyLineToTheLibrary() {
        assertThat(ServeLine.parse()).isEmpty();
    }

    private static ServeOptions readByTheLibrary(String... args) {
        List<ServeOptions> served = new ArrayList<>();
        PrintWriter out = new PrintWriter(new StringWriter());
        Shell shell =
                new Shell(
                        InputStream.nullInputStream(),
                        out,
                        out,
                        Map.of(),
                        Terminal.none(),
                        Clock.systemUTC());
        CommandLines.run(args, new Noting(served), shell);
        return served.getFirst();
    }

    /** Runs nothing, and remembers what it was told to serve. */
    private record Noting(List<ServeOptions> served) implements DaemonCommands {
        @Override
        public int serve(ServeOptions options) {
            served.add(options);
            return 0;
        }

        @Override
        public int check(CheckOptions options) {
            throw new AssertionError("Nobody asked for a check");
        }

        @Override
        public int checkPlugin(PluginCheckOptions options) {
            throw new AssertionError("Nobody asked for a check");
        }

        @Override
        public int demo(DemoOptions options) {
            throw new AssertionError("Nobody asked for a demo");
        }
    }
}
