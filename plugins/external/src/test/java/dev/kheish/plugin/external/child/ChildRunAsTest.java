package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Programs of another user. */
final class ChildRunAsTest {
    private static final RunAs NOBODY = new RunAs("nobody", null);

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
    void runsAsAnotherUserWithoutAWayBack() throws Exception {
        requireRoot();
        stage.start(
                Sidecars.sh(
                                "id -un; echo groups $(id -G); grep NoNewPrivs /proc/self/status;"
                                        + " echo home $HOME; echo pid $$; exec sleep 1000")
                        .as(NOBODY));

        long pid = Long.parseLong(stage.awaitLine("stdout", "pid "));

        assertThat(stage.host.lines("stdout"))
                .contains("nobody", "NoNewPrivs:\t1")
                .noneMatch(line -> line.startsWith("groups ") && line.contains(" 0"))
                .noneMatch(line -> line.equals("home " + System.getenv("HOME")));
        assertThat(stage.details().getString("isolation")).isEqualTo("user");
        stage.child().drain();
        assertThat(Stage.runs(pid)).isFalse();
    }

    @Test
    void canReadItsTokenFileAndNobodyElseCan() throws Exception {
        requireRoot();
        stage.start(
                Sidecars.sh(
                                "echo file $KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_TOKEN_FILE;"
                                        + " read token"
                                        + " < $KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_TOKEN_FILE;"
                                        + " echo read $token;"
                                        + " rm -f $KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_TOKEN_FILE"
                                        + " || echo kept; exec sleep 1000")
                        .slots("A")
                        .as(new RunAs("nobody", "games")));
        Path file = Path.of(stage.awaitLine("stdout", "file "));

        assertThat(stage.awaitLine("stdout", "read ")).startsWith("token-1-");
        assertThat(stage.awaitLine("stdout", "kept")).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.getOwner(file).getName()).isEqualTo("nobody");
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(60);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx--x--x");

        stage.child().drain();
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void saysThatThereIsNoSuchUserOrGroup() {
        stage.start(Sidecars.sh("").as(new RunAs("no-such-user", null)));
        stage.awaitState("blocked");
        assertThat(stage.reason())
                .isEqualTo(
                        "child_process.run_as.user: there is no user 'no-such-user' on this"
                                + " machine.");
        stage.child().close();

        stage.start(Sidecars.sh("").as(new RunAs("nobody", "no-such-group")));
        stage.awaitState("blocked");
        assertThat(stage.reason())
                .isEqualTo(
                        "child_process.run_as.group: there is no group 'no-such-group' on this"
                                + " machine.");
    }

    @Test
    void doesNotTakeTheMostPowerfulUserForIsolation() {
        stage.start(Sidecars.sh("").as(new RunAs("root", null)));

        stage.awaitState("blocked");
        assertThat(stage.reason()).contains("name a user without rights");
    }

    @Test
    void saysThatTheHostLacksTheRight() {
        FakeProc proc = new FakeProc(folder.resolve("proc"));
        proc.write("self/status", "Name:\tjava\nCapEff:\t0000000000000000\n");
        assertThat(new Rights(proc.table()).canActForOthers()).isFalse();
        proc.write("self/status", "Name:\tjava\nCapEff:\t000001ffffffffff\n");
        assertThat(new Rights(proc.table()).canActForOthers()).isTrue();
        proc.write("self/status", "Name:\tjava\nCapEff:\t00000000000000c1\n"); // not CAP_KILL
        assertThat(new Rights(proc.table()).canActForOthers()).isFalse();
    }

    private static void requireRoot() {
        assumeThat(new Rights(new ProcessTable(Path.of("/proc"))).canActForOthers())
                .describedAs("SKIPPED: programs of other users can be started by root only")
                .isTrue();
    }
}
