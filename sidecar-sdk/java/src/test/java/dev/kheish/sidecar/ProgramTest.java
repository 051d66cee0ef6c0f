package dev.kheish.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Sidecars as real processes: signals, the lifeline, exit codes. */
@Timeout(60)
final class ProgramTest {
    private final List<Process> started = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    @TempDir private Path folder;
    private Path output;
    private FakeHost host;
    private Map<String, String> environment;

    @BeforeEach
    void start() throws Exception {
        host = new FakeHost();
        environment = host.environment();
        output = folder.resolve("output");
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        threads.shutdownNow();
        host.close();
    }

    private Process program(String mode) throws IOException {
        var builder =
                new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        "target/classes" + File.pathSeparator + "target/test-classes",
                        TestProgram.class.getName(),
                        mode);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(output.toFile());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private int port() {
        String url = environment.get("KHEISH_EXTERNAL_CONNECTOR_BASE_URL");
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    private String status() {
        try {
            return Wire.call(port(), "GET", "/health", null).json().requiredText("status");
        } catch (IOException e) {
            return "unreachable";
        }
    }

    private Process ready() throws Exception {
        Process process = program("plain");
        Deadline.until("the program is ready", () -> status().equals("ready"));
        return process;
    }

    private int exitCode(Process process) throws Exception {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String output() throws IOException {
        return Files.readString(output);
    }

    @Test
    void finishesItsDeliveriesWhenItIsToldToLeave() throws Exception {
        Process process = ready();
        Future<Wire.Answer> slow = threads.submit(() -> Deliver.to(port(), "a", "slow"));
        Deadline.until("it is at work", () -> output().contains("delivering slowly"));

        process.destroy();

        assertThat(slow.get(20, TimeUnit.SECONDS).json().text("detail"))
                .hasValue("finished while stopping");
        assertThat(exitCode(process)).isZero();
        assertThat(output()).contains("last words");
    }

    @Test
    void leavesWhenItsLifelineEnds() throws Exception {
        environment.put("KHEISH_EXTERNAL_CONNECTOR_LIFELINE", "stdin");
        Process process = ready();

        process.getOutputStream().write('x');
        process.getOutputStream().flush();
        assertThat(status()).isEqualTo("ready");
        process.getOutputStream().close();

        assertThat(exitCode(process)).isZero();
        assertThat(output()).contains("The lifeline ended", "last words");
    }

    @Test
    void takesNoEndOfInputForAnythingOtherwise() throws Exception {
        Process process = ready();

        process.getOutputStream().close();
        Deliver.to(port(), "a", "quick");

        assertThat(process.isAlive()).isTrue();
        assertThat(status()).isEqualTo("ready");
    }

    @Test
    void startsAgainOnTheSamePortAndRemembersNothing() throws Exception {
        Process first = ready();
        Deliver.to(port(), "a", "quick");
        first.destroyForcibly().waitFor();

        Process second = ready();

        assertThat(Deliver.to(port(), "a", "quick").json().requiredText("status"))
                .isEqualTo("committed");
        second.destroy();
        assertThat(exitCode(second)).isZero();
    }

    @Test
    void leavesInTheMiddleOfItsStart() throws Exception {
        Process process = program("slow start");
        Deadline.until("it is starting", () -> status().equals("starting"));

        process.destroy();

        assertThat(exitCode(process)).isZero();
    }

    @Test
    void sendsWhatThePlatformSays() throws Exception {
        host.then(200, "{\"status\":\"accepted\"}");
        ready();

        assertThat(Wire.call(port(), "POST", "/say", "{\"id\":\"e-1\"}").body())
                .isEqualTo("accepted");
        assertThat(host.seen().getFirst().json().requiredText("event_id")).isEqualTo("e-1");
    }

    @Test
    void endsWithOneLineAndTwoWhenAVariableIsBad() throws Exception {
        environment.put("KHEISH_EXTERNAL_CONNECTOR_BASE_URL", "https://x");

        assertThat(exitCode(program("plain"))).isEqualTo(2);
        assertThat(output().lines())
                .containsExactly(
                        "KHEISH_EXTERNAL_CONNECTOR_BASE_URL is not of the form http://host:port."
                                + " The host sets this variable when it starts the program.");
    }

    @Test
    void tellsWhoStartsItByHandWhatToDo() throws Exception {
        environment.clear();

        assertThat(exitCode(program("plain"))).isEqualTo(2);
        assertThat(output().lines())
                .singleElement()
                .asString()
                .contains("is meant to be started by the host", "child_process", "BASE_URL");
    }

    @Test
    void endsWithOneWhenItsStartFails() throws Exception {
        assertThat(exitCode(program("failing"))).isEqualTo(1);
        assertThat(output())
                .contains("The start failed. (java.io.IOException at ")
                .doesNotContain("hunter2");
    }

    @Test
    void keepsAnExitCodeOfTheAuthors() throws Exception {
        assertThat(exitCode(program("exits"))).isEqualTo(3);
        assertThat(output()).contains("last words");
    }
}
