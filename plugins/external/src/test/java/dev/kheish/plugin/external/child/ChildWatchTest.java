package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.ConnectorStatus;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What running sidecars do, and what is done about it. */
final class ChildWatchTest {
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
    void showsThatASidecarIsDegraded() throws Exception {
        ChildProcess child = stage.start(Sidecars.java("degraded-when:" + file()));
        stage.awaitState("ready");

        Files.createFile(file());

        stage.awaitState("degraded");
        assertThat(child.status().health()).isEqualTo(ConnectorStatus.Health.DEGRADED);
        assertThat(child.availability()).isInstanceOf(Availability.Ready.class);

        Files.delete(file());
        stage.awaitState("ready");
        assertThat(stage.details().getInt("restarts")).isZero();
    }

    @Test
    void replacesASidecarThatNoLongerAnswers() throws Exception {
        stage.start(Sidecars.java("hang-when:" + file()));
        stage.awaitState("ready");
        long pid = stage.pid();

        Files.createFile(file());

        Eventually.holds(() -> assertThat(Stage.runs(pid)).isFalse());
        assertThat(stage.reason()).contains("failed 3 health checks in a row");
        Files.delete(file());
        stage.awaitState("ready");
    }

    @Test
    void replacesASidecarThatIsSomebodyElseSuddenly() throws Exception {
        stage.start(Sidecars.java("lie-when:" + file()));
        stage.awaitState("ready");
        long pid = stage.pid();

        Files.createFile(file());

        Eventually.holds(() -> assertThat(Stage.runs(pid)).isFalse());
        assertThat(stage.reason()).contains("the health of 'somebody-else'");
    }

    @Test
    void backsOffFromASidecarThatDiesRightAfterItWasReady() {
        stage.start(Sidecars.java("die-when-asked"));

        stage.awaitState("crash_loop");

        assertThat(stage.details().getJsonObject("last_exit").getInt("code")).isEqualTo(7);
    }

    @Test
    void forgetsEarlierFailuresOnlyAfterASteadyTime() throws Exception {
        Timing timing =
                new Timing(
                        Duration.ofSeconds(30),
                        Duration.ofMillis(20),
                        Duration.ofMillis(50),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(300),
                        Duration.ofMillis(100),
                        20);
        stage.start(Sidecars.java(), timing);
        for (int time = 0; time < Streak.CRASH_LOOP + 1; time++) {
            stage.awaitState("ready");
            long generation = stage.details().getJsonNumber("generation").longValue();
            Eventually.holds(
                    () ->
                            assertThat(stage.details().getInt("uptime_ms"))
                                    .isGreaterThan(600)); // well beyond the steady time
            assertThat(ProcessHandle.of(stage.pid()).orElseThrow().destroyForcibly()).isTrue();
            stage.awaitGenerationAfter(generation);
            assertThat(stage.state()).isNotEqualTo("crash_loop");
        }
    }

    private Path file() throws IOException {
        return folder.resolve("now");
    }
}
