package dev.kheish.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The sidecar that the README shows is one: exactly its text is run. */
@Timeout(60)
final class ReadmeTest {
    private static final String BEGIN = "```java\n";
    private static final int MOST_LINES = 30;

    @TempDir private Path folder;

    @Test
    void theSidecarOfTheReadmeWorks() throws Exception {
        String code = code();
        assertThat(code.lines().count()).isLessThan(MOST_LINES);
        Path source = Files.writeString(folder.resolve("Shouter.java"), code);
        Path output = folder.resolve("output");
        try (var host = new FakeHost()) {
            host.then(200, "{\"status\":\"accepted\"}");
            Map<String, String> environment = host.environment();
            int port = port(environment);

            Process process = start(source, output, environment);
            try {
                Deadline.until("it is ready", () -> ready(port));
                check(host, port, output);
                process.destroy();
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static void check(FakeHost host, int port, Path output) throws Exception {
        String said = "{\"id\":\"e-1\",\"who\":\"ann\",\"text\":\"hello\"}";
        assertThat(Wire.call(port, "POST", "/say", said).body()).isEqualTo("accepted");
        JsonObject event = host.seen().getFirst().json();
        assertThat(event.requiredText("content")).isEqualTo("hello");
        assertThat(event.object("thread").orElseThrow().texts("path"))
                .containsExactly("chat", "ann");

        assertThat(Deliver.to(port, "d-1", "well done").json().requiredText("status"))
                .isEqualTo("committed");
        assertThat(Files.readString(output)).contains("r-1: WELL DONE");
    }

    private static String code() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int from = readme.indexOf(BEGIN) + BEGIN.length();
        return readme.substring(from, readme.indexOf("```", from));
    }

    private static Process start(Path source, Path output, Map<String, String> environment)
            throws IOException {
        var builder =
                new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        "target/classes",
                        source.toString());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    private static int port(Map<String, String> environment) {
        String url = environment.get("KHEISH_EXTERNAL_CONNECTOR_BASE_URL");
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    private static boolean ready(int port) {
        try {
            return Wire.call(port, "GET", "/health", null).body().contains("\"ready\"");
        } catch (IOException e) {
            return false;
        }
    }
}
