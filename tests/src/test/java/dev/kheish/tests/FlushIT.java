package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What was acknowledged is on disk: the writer flushes between an event and its answer. */
class FlushIT {
    private static final String MARKER = "marker-7c35c5a1785d";
    // fsync does all that fdatasync does; which of them is called is up to how SQLite was built
    private static final Pattern FLUSH = Pattern.compile("(fsync|fdatasync).*= 0$");

    @TempDir Path home;

    @Test
    void theLiveWriterKeepsAFullyFlushedLog() throws Exception {
        try (DaemonProcess daemon = DaemonProcess.start(home.resolve("home"))) {
            JsonNode pragmas =
                    daemon.admin().get("/v1/status").json().path("storage").path("pragmas");

            assertThat(pragmas.path("journal_mode").asText()).isEqualTo("wal");
            assertThat(pragmas.path("synchronous").asInt()).isEqualTo(2);
        }
    }

    @Test
    void flushesBetweenAnEventAndItsAnswer() throws Exception {
        boolean traceable = canTrace();
        if (!traceable) {
            assertThat(System.getenv("CI")).as("strace is missing, and CI must not skip").isNull();
            System.out.println("SKIPPED: FlushIT.flushesBetweenAnEventAndItsAnswer needs strace");
        }
        assumeTrue(traceable, "strace is needed");
        Path trace = home.resolve("trace.txt");
        try (DaemonProcess daemon = DaemonProcess.start(home.resolve("home"))) {
            daemon.admin()
                    .put(
                            "/v1/runtime/connectors/http/open",
                            "{\"allow_unauthenticated_ingress\":true,\"default_binding_keys\":[\"k\"],"
                                    + "\"session_policy\":{\"create_if_missing\":true}}");
            Process strace = trace(daemon.pid(), trace);

            Client.Answer answer =
                    new Client(daemon.url(), "")
                            .post(
                                    "/v1/connectors/http/open",
                                    "{\"content\":\"x\",\"idempotency_key\":\"" + MARKER + "\"}");

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            String run = answer.json().path("run_id").asText();
            Deadline.within(
                    Duration.ofSeconds(20), "the answer is in the trace", () -> holds(trace, run));
            strace.destroy();
            strace.waitFor();
            List<String> lines = Files.readAllLines(trace);
            int event = first(lines, 0, "read", MARKER);
            int reply = first(lines, event, "write", run);
            assertThat(event).isNotNegative();
            assertThat(reply).isGreaterThan(event);
            assertThat(lines.subList(event, reply).stream().map(FlushIT::withoutData))
                    .as("calls between the event and its answer")
                    .anyMatch(call -> FLUSH.matcher(call).find());
        }
    }

    private static String withoutData(String line) {
        return line.replaceAll("\".*\"", "\"…\"");
    }

    private static boolean canTrace() throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("strace", "-o", "/dev/null", "true").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private Process trace(long pid, Path to) throws Exception {
        Path log = home.resolve("strace.log");
        Process strace =
                new ProcessBuilder(
                                "strace",
                                "-f",
                                "-s",
                                "4096",
                                "-e",
                                "trace=read,recvfrom,write,sendto,writev,sendmsg,fdatasync,fsync,pwrite64",
                                "-o",
                                to.toString(),
                                "-p",
                                Long.toString(pid))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Deadline.within(Duration.ofSeconds(20), "strace attaches", () -> holds(log, "attached"));
        return strace;
    }

    private static boolean holds(Path trace, String text) throws IOException {
        return Files.exists(trace) && Files.readString(trace).contains(text);
    }

    /**
     * The first line from {@code start} on in which a call of this sort, or its resumption, holds a
     * text.
     */
    private static int first(List<String> lines, int start, String call, String text) {
        for (int i = Math.max(0, start); i < lines.size(); i++) {
            boolean sort =
                    call.equals("read")
                            ? lines.get(i).contains("read") || lines.get(i).contains("recvfrom")
                            : lines.get(i).contains(" write") || lines.get(i).contains("send");
            if (sort && lines.get(i).contains(text)) {
                return i;
            }
        }
        return -1;
    }
}
