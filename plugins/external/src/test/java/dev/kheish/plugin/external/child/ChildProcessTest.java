package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.ConnectorStatus;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The ordinary life of a child process, with real programs. */
final class ChildProcessTest {
    @TempDir Path folder;
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
    void startsAndEndsASidecar() throws Exception {
        ChildProcess child = stage.start(Sidecars.java());

        stage.awaitState("ready");
        long pid = stage.pid();
        assertThat(child.status().health()).isEqualTo(ConnectorStatus.Health.OK);
        assertThat(child.availability()).isInstanceOf(Availability.Ready.class);
        assertThat(stage.details().getJsonObject("health").getString("status")).isEqualTo("ready");
        assertThat(stage.details().getString("isolation")).isEqualTo("none");
        assertThat(stage.details().getBoolean("process_group")).isTrue();
        assertThat(stage.details().getInt("generation")).isEqualTo(1);
        assertThat(stage.host.lines("stdout")).contains("pid " + pid, "listening");

        child.drain();

        assertThat(Stage.runs(pid)).isFalse();
        assertThat(stage.state()).isEqualTo("stopped");
        assertThat(child.availability()).isInstanceOf(Availability.NotYet.class);
        // The JVM takes the signal as a reason to leave by itself.
        assertThat(stage.details().getJsonObject("last_exit").toString())
                .containsAnyOf("143", "SIGTERM");
        assertThat(stage.details()).doesNotContainKeys("pid", "health", "next_start_at_ms");
    }

    @Test
    void isASessionAndAGroupOfItsOwn() {
        stage.start(Sidecars.sh("sleep 1000"));
        long pid = Eventually.get(this::somePid);

        Eventually.holds(
                () -> {
                    ProcessEntry entry =
                            new ProcessTable(Path.of("/proc")).entry(pid).orElseThrow();
                    assertThat(entry.session()).isEqualTo(pid);
                    assertThat(entry.group()).isEqualTo(pid);
                });
    }

    @Test
    void getsNothingOfTheHostButWhatItMay() {
        stage.host.secrets.put("shared_token", "s3cr3t");
        stage.start(
                Sidecars.sh("env | sort; readlink /proc/self/fd/0; ulimit -c; exec sleep 1000")
                        .env("MINE", "yes"));

        stage.awaitLine("stdout", "/dev/null");
        assertThat(stage.awaitLine("stdout", "0")).isEmpty();
        assertThat(stage.host.lines("stdout"))
                .contains(
                        "MINE=yes",
                        "PATH=" + System.getenv("PATH"),
                        "KHEISH_EXTERNAL_CONNECTOR_NAME=demo",
                        "KHEISH_EXTERNAL_CONNECTOR_SHARED_TOKEN=s3cr3t")
                .filteredOn(line -> line.contains("="))
                .allMatch(
                        line ->
                                line.startsWith("KHEISH_EXTERNAL_CONNECTOR_")
                                        || line.startsWith("MINE=")
                                        || line.startsWith("PWD=") // of the script's own shell
                                        || Variables.KEPT.contains(line.split("=", -1)[0]));
    }

    @Test
    void addsNoVariableOfTheShellThatStartsIt() {
        stage.start(Sidecars.command("cat", "/proc/self/environ"));

        String environ = stage.awaitLine("stdout", "");

        assertThat(environ).contains("PATH=").doesNotContain("PWD=", "SHLVL=", "\0_=");
    }

    @Test
    void startsInTheFolderThatWasSet() throws Exception {
        Path place = Files.createDirectory(folder.resolve("place"));
        stage.start(Sidecars.sh("pwd; exec sleep 1000").in(place.toString()));

        assertThat(stage.awaitLine("stdout", "/")).isEqualTo(place.toString().substring(1));
    }

    @Test
    void showsNoArgumentsOrSecretsToOtherUsersOfTheMachine() {
        stage.host.secrets.put("shared_token", "s3cr3t-token");
        stage.start(Sidecars.sh("cat /proc/$$/cmdline; echo; exec sleep 1000").slots("API_KEY"));

        assertThat(stage.awaitLine("stdout", "/bin/sh"))
                .doesNotContain("s3cr3t-token", "token-1-1");
    }

    @Test
    void isLimited() {
        stage.start(
                Sidecars.sh("echo files $(ulimit -n) memory $(ulimit -v); exec sleep 1000")
                        .limited(new ProcessLimits(77, 0, 512)));

        assertThat(stage.awaitLine("stdout", "files ")).isEqualTo("77 memory 524288");
    }

    @Test
    void startsAProgramAgainThatEnds() {
        stage.start(Sidecars.sh("echo no luck >&2; exit 3"));

        Eventually.holds(() -> assertThat(stage.details().getInt("restarts")).isGreaterThan(1));

        assertThat(stage.details().getJsonObject("last_exit").getInt("code")).isEqualTo(3);
        assertThat(stage.host.lines("stderr")).contains("no luck");
        Eventually.holds(
                () ->
                        assertThat(stage.reason())
                                .isEqualTo(
                                        "It ended with code 3 before it was ready. Its last line"
                                                + " came on stderr; see the connector's logs."));
    }

    @Test
    void callsItACrashLoopAfterFiveFailures() {
        ChildProcess child = stage.start(Sidecars.sh("kill -9 $$"));

        stage.awaitState("crash_loop");

        assertThat(stage.reason()).contains("was ended by SIGKILL").contains("It wrote nothing.");
        assertThat(child.status().health()).isEqualTo(ConnectorStatus.Health.FAILING);
        assertThat(child.availability()).isInstanceOf(Availability.Crashed.class);
        assertThat(stage.details().getJsonObject("last_exit").getString("signal"))
                .isEqualTo("SIGKILL");
        assertThat(stage.details().getJsonNumber("next_start_at_ms").longValue())
                .isGreaterThan(stage.host.clock().millis());
        stage.awaitGenerationAfter(5);
    }

    @Test
    void keepsItsLifelineOpenUntilItStops() throws Exception {
        ChildProcess child = stage.start(Sidecars.java("lifeline").withLifeline());
        stage.awaitState("ready");

        child.drain();

        assertThat(stage.details().getInt("restarts")).isZero();
        assertThat(stage.state()).isEqualTo("stopped");
    }

    @Test
    void countsItsGenerationsAcrossHosts() throws Exception {
        stage.start(Sidecars.sh("exec sleep 1000"));
        stage.awaitGenerationAfter(0);
        stage.child().drain();

        stage.start(Sidecars.sh("exec sleep 1000"));

        stage.awaitGenerationAfter(1);
    }

    private Optional<Long> somePid() {
        return stage.details().containsKey("pid") ? Optional.of(stage.pid()) : Optional.empty();
    }
}
