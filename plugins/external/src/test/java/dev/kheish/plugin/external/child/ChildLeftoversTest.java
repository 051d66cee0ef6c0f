package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a host that was killed leaves running. */
final class ChildLeftoversTest {
    @TempDir Path folder;
    private final Sidecars sidecar = Sidecars.java();
    private Stage stage;

    @BeforeEach
    void begin() {
        stage = new Stage(folder);
    }

    @AfterEach
    void end() throws InterruptedException {
        stage.close();
    }

    @Test
    void isEndedBeforeTheNextHostStartsAnother() throws Exception {
        Map<String, String> killed = killHost("none", "exec \"$@\"");
        long old = Long.parseLong(killed.get("sidecar"));
        assertThat(Stage.runs(old)).isTrue();

        stage.start(sidecar);
        stage.awaitState("ready");

        assertThat(Stage.runs(old)).isFalse();
        assertThat(stage.pid()).isNotEqualTo(old);
        assertThat(stage.details().getInt("generation")).isEqualTo(2);
    }

    @Test
    void mayStillSpeakWhileItIsEnded() throws Exception {
        Map<String, String> killed =
                killHost("none", "trap 'sleep 2; exit' TERM; \"$@\" & wait; wait");

        ChildProcess child = stage.start(sidecar);

        Eventually.holds(() -> assertThat(stage.reason()).startsWith("What an earlier start left"));
        assertThat(child.owns(killed.get("instance"))).isTrue();
        stage.awaitState("ready");
        assertThat(child.owns(killed.get("instance"))).isFalse();
    }

    @Test
    void isFoundWhenItForkedTwice() throws Exception {
        Map<String, String> killed = killHost("none", "(setsid \"$@\" &); exec sleep 1000");
        long daemon = Long.parseLong(killed.get("sidecar"));
        GenerationRecord record = new Ledger(stage.host).read().orElseThrow();
        long leader = record.leader().pid();
        // As if the host had been killed before it saw more than the marker.
        new Ledger(stage.host).write(record.having(Set.of()));

        stage.start(sidecar);
        stage.awaitState("ready");

        assertThat(Stage.runs(daemon)).isFalse();
        assertThat(Stage.runs(leader)).isFalse();
    }

    @Test
    void isFoundWhenTheHostWasKilledBeforeItKnewTheProcess() throws Exception {
        Map<String, String> killed = killHost("none", "exec \"$@\"");
        GenerationRecord record = new Ledger(stage.host).read().orElseThrow();
        new Ledger(stage.host)
                .write(
                        GenerationRecord.planned(
                                record.number(), record.marker(), record.bootId(), true, null));

        stage.start(sidecar);
        stage.awaitState("ready");

        assertThat(Stage.runs(Long.parseLong(killed.get("sidecar")))).isFalse();
    }

    @Test
    void isNotTouchedWhenItIsAStrangerByNow() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "1000").start();
        try {
            ProcessTable table = new ProcessTable(Path.of("/proc"));
            ProcessId id = table.entry(stranger.pid()).orElseThrow().id();
            new Ledger(stage.host)
                    .write(
                            planned(table.bootId())
                                    .startedAs(new ProcessId(id.pid(), id.startTicks() - 1)));

            stage.start(sidecar);
            stage.awaitState("ready");

            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void isNotLookedForAfterTheMachineStartedAgain() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "1000").start();
        try {
            ProcessId id =
                    new ProcessTable(Path.of("/proc")).entry(stranger.pid()).orElseThrow().id();
            new Ledger(stage.host).write(planned("another-boot").startedAs(id));

            stage.start(sidecar);
            stage.awaitState("ready");

            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void isEndedWhenItHoldsThePortThoughItsGenerationCountsAsOver() throws Exception {
        Map<String, String> killed = killHost("none", "exec \"$@\"");
        Ledger ledger = new Ledger(stage.host);
        ledger.write(ledger.read().orElseThrow().over());

        stage.start(sidecar);
        stage.awaitState("ready");

        assertThat(Stage.runs(Long.parseLong(killed.get("sidecar")))).isFalse();
    }

    @Test
    void isEndedWhereNothingIsStartedAgain() throws Exception {
        Map<String, String> killed = killHost("none", "exec \"$@\"");
        long old = Long.parseLong(killed.get("sidecar"));
        Ledger ledger = new Ledger(stage.host);

        ChildRemains.end(ledger, stage.host.log(), Sidecars.QUICK);

        assertThat(Stage.runs(old)).isFalse();
        assertThat(ledger.read().orElseThrow().ended()).isTrue();
    }

    @Test
    void isMadeToLeaveWhereNothingIsStartedAgain() throws Exception {
        Map<String, String> killed = killHost("none", "trap '' TERM; \"$@\" & wait; wait");
        long old = Long.parseLong(killed.get("sidecar"));
        Timing shortGrace = Sidecars.timing(Duration.ofSeconds(30), Duration.ofMillis(300));

        ChildRemains.end(new Ledger(stage.host), stage.host.log(), shortGrace);

        assertThat(Stage.runs(old)).isFalse();
    }

    @Test
    void isFoundByARecordOfWhoListened() throws Exception {
        Map<String, String> killed =
                killHost(
                        "none",
                        "(setsid env -i HIDDEN_INSTANCE_ID=$KHEISH_EXTERNAL_CONNECTOR_INSTANCE_ID"
                                + " HIDDEN_BASE_URL=$KHEISH_EXTERNAL_CONNECTOR_BASE_URL \"$@\" &);"
                                + " exec sleep 1000");
        long runaway = Long.parseLong(killed.get("sidecar"));
        Ledger ledger = new Ledger(stage.host);
        // The host is killed when its sidecar is ready; it may not have come to look at the port.
        GenerationRecord record = ledger.read().orElseThrow();
        ProcessTable table = new ProcessTable(Path.of("/proc"));
        ledger.write(record.having(Set.of(table.entry(runaway).orElseThrow().id())));

        ChildRemains.end(new Ledger(stage.host), stage.host.log(), Sidecars.QUICK);

        assertThat(Stage.runs(runaway)).isFalse();
    }

    @Test
    void leavesByItselfOnALifeline() throws Exception {
        Map<String, String> killed = killHost("lifeline", "exec \"$@\"", "lifeline");

        long old = Long.parseLong(killed.get("sidecar"));

        Eventually.holds(() -> assertThat(Stage.runs(old)).isFalse());
    }

    private static GenerationRecord planned(String bootId) {
        Marker marker = new Marker("demo", "http://127.0.0.1:4000", "test-0123456789ab", false);
        return GenerationRecord.planned(1, marker, bootId, true, null);
    }

    /** Runs a host until its sidecar is ready, kills it, and gives what it said. */
    private Map<String, String> killHost(String lifeline, String script, String... manners)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(HostProgram.class.getName());
        command.addAll(
                List.of(folder.toString(), Integer.toString(sidecar.port()), lifeline, script));
        command.addAll(List.of(manners));
        Process host =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Map<String, String> said = new HashMap<>();
        try (BufferedReader lines = host.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.equals("ready")) {
                int space = line.indexOf(' ');
                said.put(line.substring(0, Math.max(0, space)), line.substring(space + 1));
                line = lines.readLine();
            }
            assertThat(line).describedAs("the last word of the host").isEqualTo("ready");
        } finally {
            host.destroyForcibly().waitFor();
        }
        return said;
    }
}
