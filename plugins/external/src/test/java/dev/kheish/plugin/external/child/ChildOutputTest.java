package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** What programs write is read to the end, however much it is. */
final class ChildOutputTest {
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
    void readsAFloodWithoutLineEnds() {
        stage.start(
                Sidecars.sh(
                        "head -c 50000000 /dev/zero | tr '\\0' x; echo; echo done >&2;"
                                + " exec sleep 1000"));

        assertThat(stage.awaitLine("stderr", "done")).isEmpty();
        assertThat(stage.awaitLine("stdout", "xxx")).hasSize(LineSplitter.LONGEST - 3);
        Eventually.holds(() -> assertThat(stage.host.lines("stdout")).hasSize(1));
    }

    @Test
    void readsAFloodOfLinesOnBothStreams() {
        stage.start(Sidecars.sh("seq 3000; seq 3000 >&2; echo done; exec sleep 1000"));

        assertThat(stage.awaitLine("stdout", "done")).isEmpty();
        Eventually.holds(() -> assertThat(stage.host.lines("stderr")).hasSize(3000));
        assertThat(stage.host.lines("stdout")).hasSize(3001).startsWith("1", "2").contains("3000");
    }

    @Test
    void readsTheLastWordsOfAProgramThatEnds() {
        stage.start(Sidecars.sh("seq 2000; printf 'last words'; exit 1"));

        Eventually.holds(() -> assertThat(stage.details()).containsKey("last_exit"));

        assertThat(stage.host.lines("stdout")).contains("2000", "last words");
    }

    @Test
    void survivesBytesThatAreNoText() {
        stage.start(Sidecars.sh("head -c 100000 /dev/urandom; echo; echo done; exec sleep 1000"));

        assertThat(stage.awaitLine("stdout", "done")).isEmpty();
    }
}
