package dev.kheish.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator: a process for each measurement. */
final class Wrk {
    private static final Pattern RESULT =
            Pattern.compile("RESULT (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)");
    private static final String THREADS = "-t2";
    private static final int PATIENCE_SECONDS = 30;

    private final Path script;
    private final Path log;
    private final Keys keys;

    /**
     * @param log where its output goes
     */
    Wrk(Path script, Path log, Keys keys) {
        this.script = script;
        this.log = log;
        this.keys = keys;
    }

    /** Posts events as fast as the server takes them. */
    Load run(String url, int connections, int seconds) throws IOException, InterruptedException {
        List<String> command =
                List.of(
                        "wrk",
                        THREADS,
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "--timeout",
                        "5s",
                        "-s",
                        script.toString(),
                        url,
                        "--",
                        keys.bearer(),
                        keys.signing());
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            if (!process.waitFor(seconds + PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new BenchException("wrk did not end; its output is in " + log);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return read(Files.readString(log, UTF_8));
    }

    private static Load read(String output) {
        Matcher result = RESULT.matcher(output);
        if (!result.find()) {
            throw new BenchException("wrk gave no result:\n" + output);
        }
        long requests = number(result, 1);
        long refused = number(result, 3);
        return new Load(
                requests - refused,
                refused,
                number(result, 4),
                requests * 1_000_000.0 / number(result, 2),
                number(result, 5) / 1000.0,
                number(result, 6) / 1000.0,
                number(result, 7) / 1000.0,
                number(result, 8) / 1000.0);
    }

    private static long number(Matcher result, int group) {
        return Long.parseLong(result.group(group));
    }
}
