package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.plugin.external.child.FakeLeases.FakeLease;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Leases, tokens and changes of secrets. */
final class ChildSecretsTest {
    private static final Set<String> SLOT = Set.of("child_process.credential_slots.API_KEY");

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
    void givesEachGenerationItsOwnLeaseAndEndsItWithIt() throws Exception {
        stage.start(
                Sidecars.sh(
                                "echo token $KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_TOKEN;"
                                        + " echo keys $KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_KEYS_JSON;"
                                        + " exec sleep 1000")
                        .slots("B", "A"));

        assertThat(stage.awaitLine("stdout", "token ")).isEqualTo("token-1-1");
        assertThat(stage.awaitLine("stdout", "keys ")).isEqualTo("[\"A\",\"B\"]");
        assertThat(lease(1).isClosed()).isFalse();

        stage.child().drain();

        assertThat(lease(1).isClosed()).isTrue();
        assertThat(stage.host.leases.granted).hasSize(1);
        assertThat(tokenFile()).doesNotExist();
    }

    @Test
    void endsTheLeaseOfAProgramThatEndsByItself() {
        stage.start(Sidecars.sh("exit 1").slots("A"));

        Eventually.holds(() -> assertThat(stage.host.leases.granted).hasSizeGreaterThan(1));

        assertThat(lease(1).isClosed()).isTrue();
    }

    @Test
    void endsTheLeaseOfAProgramThatCannotBeStarted() throws Exception {
        // The file is there and may be run, but there is nothing to run it with.
        Path program = Files.writeString(folder.resolve("program"), "#!/no/such/interpreter\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        stage.start(Sidecars.command(program.toString()).slots("A"));

        Eventually.holds(() -> assertThat(stage.host.leases.granted).hasSizeGreaterThan(1));
        assertThat(lease(1).isClosed()).isTrue();
    }

    @Test
    void keepsAFreshTokenInAFileThatNobodyElseCanRead() throws Exception {
        stage.start(Sidecars.java().slots("A"));
        stage.awaitState("ready");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tokenFile())))
                .isEqualTo("rw-------");
        Eventually.holds(() -> assertThat(lease(1).tokens()).isGreaterThan(4));
        Eventually.holds(() -> assertThat(number(read(tokenFile()))).isGreaterThan(4));
        assertThat(stage.details().getInt("restarts")).isZero();
        try (var files = Files.list(folder)) {
            assertThat(files)
                    .filteredOn(file -> file.toString().endsWith(".new"))
                    .hasSizeLessThan(2);
        }
    }

    @Test
    void isBlockedWhileLeasesAreRefused() {
        stage.host.leases.refusing = true;
        stage.start(Sidecars.sh("echo started; exec sleep 1000").slots("A"));
        stage.awaitState("blocked");
        assertThat(stage.reason()).isEqualTo("Leases of this connector are revoked.");
        assertThat(stage.host.lines).isEmpty();

        stage.host.leases.refusing = false;

        assertThat(stage.awaitLine("stdout", "started")).isEmpty();
    }

    @Test
    void isReplacedWhenItsLeaseIsRevoked() {
        stage.start(Sidecars.java().slots("A"));
        stage.awaitState("ready");

        lease(1).revoke();

        stage.awaitGenerationAfter(1);
        stage.awaitState("ready");
        assertThat(stage.host.leases.granted).hasSize(2);
        assertThat(lease(1).isClosed()).isTrue();
        assertThat(lease(2).isClosed()).isFalse();
    }

    @Test
    void isReplacedOnceForSeveralChanges() {
        stage.start(Sidecars.java().slots("A"));
        stage.awaitState("ready");

        stage.child().secretsChanged(SLOT);
        stage.child().secretsChanged(Set.of("child_process.credential_slots.OTHER"));
        stage.child().secretsChanged(SLOT);

        stage.awaitGenerationAfter(1);
        stage.awaitState("ready");
        stage.child().secretsChanged(Set.of("some.other.setting"));
        Eventually.holds(() -> assertThat(stage.details().getInt("uptime_ms")).isGreaterThan(1000));
        assertThat(stage.details().getInt("restarts")).isEqualTo(1);
    }

    @Test
    void staysWhenItsOperatorWantsItToButNotWithAnOldSharedToken() {
        stage.host.secrets.put("shared_token", "old");
        stage.start(Sidecars.java().slots("A").keptOnRotation());
        stage.awaitState("ready");

        stage.child().secretsChanged(SLOT);
        Eventually.holds(() -> assertThat(stage.details().getInt("uptime_ms")).isGreaterThan(1500));
        assertThat(stage.details().getInt("restarts")).isZero();

        stage.host.secrets.put("shared_token", "new");
        stage.child().secretsChanged(Set.of("shared_token"));
        stage.awaitGenerationAfter(1);
        stage.awaitState("ready");
    }

    @Test
    void isCalledWithTheTokenThatItWasGivenUntilItHasEnded() throws Exception {
        stage.host.secrets.put("shared_token", "old");
        stage.start(Sidecars.java());
        stage.awaitState("ready");

        stage.host.secrets.put("shared_token", "new");
        assertThat(stage.child().givenToken()).contains("old");
        assertThat(stage.child().tokenForCalls()).contains("old");

        stage.child().secretsChanged(Set.of("shared_token"));
        stage.awaitGenerationAfter(1);
        stage.awaitState("ready");
        assertThat(stage.child().givenToken()).contains("new");

        stage.host.secrets.remove("shared_token");
        assertThat(stage.child().tokenForCalls()).as("one that was taken away").isEmpty();

        stage.child().drain();
        assertThat(stage.child().givenToken()).isEmpty();
    }

    @Test
    void triesAgainAtOnceWhenASecretChangesWhileItWaits() {
        stage.start(Sidecars.sh("exit 1").slots("A"), longPauses());
        Eventually.holds(() -> assertThat(stage.state()).isEqualTo("backing_off"));
        long generation = stage.details().getJsonNumber("generation").longValue();

        stage.child().secretsChanged(SLOT);

        stage.awaitGenerationAfter(generation);
    }

    /** Of ten minutes and more. */
    private static Timing longPauses() {
        Timing quick = Sidecars.QUICK;
        return new Timing(
                quick.readiness(),
                quick.readinessPoll(),
                quick.healthPoll(),
                quick.steady(),
                quick.grace(),
                quick.coalescing(),
                quick.tokenRenewal(),
                600_000);
    }

    private FakeLease lease(int number) {
        return stage.host.leases.granted.get(number - 1);
    }

    private Path tokenFile() {
        return folder.resolve("credential-token");
    }

    private static int number(String token) {
        return Integer.parseInt(token.substring(token.lastIndexOf('-') + 1));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
