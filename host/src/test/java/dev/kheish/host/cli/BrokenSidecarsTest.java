package dev.kheish.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.cli.sidecar.check.Checks;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Each check of sidecars can fail: for each there is a sidecar that is broken just so. */
@Tag("long")
class BrokenSidecarsTest {
    /** What is broken, and which check has to find it. */
    private static final String BROKEN =
            """
            starts                 | starts
            manifest               | manifest
            health                 | health
            same-instance          | same-instance
            instance-id            | instance-id
            address                | address
            auth-manifest          | auth-manifest
            auth-health            | auth-health
            auth-deliver           | auth-deliver
            auth-manifest-prefix   | auth-manifest
            test-api               | test-api
            unknown-path           | unknown-path
            deliver                | deliver
            duplicate              | duplicate
            duplicate-outcome      | duplicate
            duplicate-meanwhile    | duplicate-meanwhile
            unknown-members        | unknown-members
            unicode                | unicode
            concurrent             | concurrent
            health-meanwhile       | health-meanwhile
            attachment             | attachment
            foreign-path           | foreign-path
            malformed              | malformed
            dies                   | malformed
            version                | version
            length                 | length
            large                  | large
            too-large              | too-large
            stalled                | stalled
            reuse                  | reuse
            credentials            | credentials
            event                  | event
            event-retry            | event-retry
            event-changed          | event-retry
            event-rate             | event-rate
            event-version          | event-version
            clean-urls             | clean-urls
            drain                  | drain
            finish                 | finish
            leave                  | leave
            nothing-left           | nothing-left
            restart                | restart
            restart-killed         | restart-killed
            lifeline               | lifeline
            credential-missing     | credential-missing
            credential-silent      | credential-missing
            credential-rotated     | credential-rotated
            clean-output           | clean-output
            batch                  | batch
            batch-singles          | batch-singles
            """;

    /** Checks that look at what others have made the sidecar do. */
    private static final Map<String, String> TOGETHER =
            Map.of(
                    "clean-output", "starts,clean-output",
                    "clean-urls", "event,clean-urls",
                    "batch", "deliver,batch");

    private record Flaw(String name, String id) {
        @Override
        public String toString() {
            return name;
        }
    }

    @TempDir private static Path folder;

    // They mostly wait, so several at a time take hardly longer than one.
    private static final ExecutorService WORKERS = Executors.newFixedThreadPool(4);
    private static final Map<Flaw, Future<CheckRun>> RUNS = new LinkedHashMap<>();

    @BeforeAll
    static void tryAll() {
        flaws().forEach(flaw -> RUNS.put(flaw, WORKERS.submit(() -> check(flaw))));
    }

    @AfterAll
    static void close() {
        WORKERS.shutdownNow();
    }

    static Stream<Flaw> flaws() {
        return BROKEN.lines()
                .map(line -> line.split("\\|", -1))
                .map(words -> new Flaw(words[0].strip(), words[1].strip()));
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void areFound(Flaw flaw) throws Exception {
        CheckRun run = RUNS.get(flaw).get();

        assertThat(run.ids("failed")).as(run.toString()).contains(flaw.id());
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void areThereForEachCheck() {
        assertThat(flaws().map(Flaw::id).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Checks.all().stream().map(check -> check.about().id()).toList());
    }

    private static CheckRun check(Flaw flaw) {
        String only = TOGETHER.getOrDefault(flaw.id(), flaw.id());
        List<String> options = List.of("--only", only, "--timeout", "2m");
        String broken = "--broken=" + flaw.name();
        return flaw.id().startsWith("batch")
                ? CheckRun.of(folder, options, broken, "--way=batch")
                : CheckRun.of(folder, options, broken);
    }
}
