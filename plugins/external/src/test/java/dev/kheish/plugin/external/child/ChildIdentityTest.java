package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/** Whose events are taken. */
final class ChildIdentityTest {
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
    void ownsTheIdThatItGaveFromTheStartToTheEnd() throws Exception {
        ChildProcess child =
                stage.start(
                        Sidecars.sh(
                                "trap 'echo leaving; sleep 2; exit' TERM; echo id"
                                        + " $KHEISH_EXTERNAL_CONNECTOR_INSTANCE_ID;"
                                        + " while :; do sleep 0.05; done"));
        String id = stage.awaitLine("stdout", "id ");

        assertThat(child.owns(id)).isTrue();
        assertThat(child.owns("another")).isFalse();
        assertThat(child.owns("")).isFalse();

        Thread draining = Thread.ofVirtual().start(() -> drain(child));
        stage.awaitLine("stdout", "leaving");
        assertThat(child.owns(id)).isTrue();

        draining.join();
        assertThat(child.owns(id)).isFalse();
    }

    @Test
    void takesASidecarThatKeepsItsOwnIdForItsWord() throws Exception {
        ChildProcess child = stage.start(Sidecars.java("own-id:mine-"));
        stage.awaitState("ready");
        String id = "mine-" + stage.pid();

        assertThat(stage.details().getString("instance_id")).isEqualTo(id);
        assertThat(child.owns(id)).isTrue();
        assertThat(child.owns("mine-1")).isFalse();
        Eventually.holds(
                () ->
                        assertThat(new Ledger(stage.host).read().orElseThrow().instanceId())
                                .isEqualTo(id));
    }

    @Test
    void asksASidecarWhoItIsWhenAnEventComesBeforeItIsReady() throws Exception {
        // So seldom that only the question on account of the event can find out.
        Timing slow =
                new Timing(
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(4),
                        Duration.ofMinutes(4),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(300),
                        Duration.ofMillis(100),
                        20);
        ChildProcess child = stage.start(Sidecars.java("own-id:mine-"), slow);
        String id = "mine-" + stage.awaitLine("stdout", "pid ");
        stage.awaitLine("stdout", "listening");

        assertThat(child.owns(id)).isTrue();
        assertThat(stage.state()).isEqualTo("starting");
    }

    @Test
    void asksSeldomWhenEventsOfStrangersCome() throws Exception {
        Sidecars sidecar = Sidecars.java("own-id:mine-");
        ChildProcess child = stage.start(sidecar);
        stage.awaitState("ready");
        child.owns("stranger-1");
        long before = System.nanoTime();

        for (int count = 0; count < 10_000; count++) {
            assertThat(child.owns("stranger-2")).isFalse();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void keepsTheIdOfTheOperator() throws Exception {
        ChildProcess child =
                stage.start(Sidecars.java().env(Variables.INSTANCE_ID, "always-the-same"));
        stage.awaitState("ready");

        assertThat(stage.details().getString("instance_id")).isEqualTo("always-the-same");
        assertThat(child.owns("always-the-same")).isTrue();
    }

    private static void drain(ChildProcess child) {
        try {
            child.drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
