package dev.kheish.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** The check of sidecars, tried on a good one and on one that is not. */
class SidecarCheckTest {
    @TempDir private Path folder;

    @Test
    void findsNothingWrongWithAGoodSidecar() {
        CheckRun run = CheckRun.of(folder, List.of(), "--way=batch");

        assertThat(run.ids("failed")).as(run.toString()).isEmpty();
        assertThat(run.ids("skipped")).isEmpty();
        assertThat(run.code()).isZero();
    }

    @Test
    void findsWhatIsBroken() {
        CheckRun run =
                CheckRun.of(folder, List.of("--only", "deliver,duplicate"), "--broken=duplicate");

        assertThat(run.ids("failed")).as(run.toString()).containsExactly("duplicate");
        assertThat(run.ids("passed")).isNotEmpty();
        assertThat(run.code()).isEqualTo(1);
    }
}
