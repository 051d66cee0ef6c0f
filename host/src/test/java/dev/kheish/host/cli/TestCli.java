package dev.kheish.host.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Calls the program as a shell would, and keeps what it wrote. */
final class TestCli {
    record Result(int code, String out, String err) {}

    private final Map<String, String> environment = new HashMap<>();
    private final List<Object> daemonCalls = new ArrayList<>();
    private String input = "";
    private Terminal terminal = Terminal.none();

    static TestCli against(FakeDaemon daemon) {
        return new TestCli().with("KHEISH_URL", daemon.url()).with("KHEISH_TOKEN", "t0p-secret");
    }

    TestCli with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    TestCli reading(String text) {
        input = text;
        return this;
    }

    TestCli on(Terminal screen) {
        terminal = screen;
        return this;
    }

    /** What was handed to the commands that run a daemon. */
    List<Object> daemonCalls() {
        return daemonCalls;
    }

    Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Shell shell =
                new Shell(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintWriter(out),
                        new PrintWriter(err),
                        environment,
                        terminal,
                        Clock.fixed(Instant.parse("2026-05-01T10:00:00Z"), ZoneOffset.UTC));
        int code = Cli.run(args, new Recorder(), shell);
        return new Result(code, out.toString(), err.toString());
    }

    private final class Recorder implements DaemonCommands {
        @Override
        public int serve(ServeOptions options) {
            daemonCalls.add(options);
            return 0;
        }

        @Override
        public int check(CheckOptions options) {
            daemonCalls.add(options);
            return 1;
        }

        @Override
        public int checkPlugin(PluginCheckOptions options) {
            daemonCalls.add(options);
            return 1;
        }

        @Override
        public int demo(DemoOptions options) {
            daemonCalls.add(options);
            return 0;
        }
    }
}
