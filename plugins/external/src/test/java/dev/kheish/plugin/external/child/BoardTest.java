package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.plugin.external.Health;
import dev.kheish.plugin.external.Manifest;
import dev.kheish.testkit.FakeContext;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A view never says of a program that has ended that it is ready. */
final class BoardTest {
    private static final Finding.Up UP =
            new Finding.Up(
                    new Manifest("i", true, true, false, false),
                    new Health("i", Health.Status.READY, ""),
                    1,
                    "");

    private final Board board = new Board(new FakeContext("demo"), false, true);

    @BeforeEach
    void isReady() {
        board.launched(100, generation(1));
        board.up(UP);
        assertThat(board.snapshot().state()).isEqualTo(ChildState.READY);
    }

    @Test
    void isNotReadyFromTheMomentOfItsEnd() {
        board.ended(1);

        assertThat(board.snapshot().state()).isEqualTo(ChildState.DRAINING);
        assertThat(board.snapshot().reason()).isEqualTo("Its program has ended.");
        assertThat(board.snapshot().up()).isNull();
    }

    @Test
    void isNotBroughtBackByWhatWasFoundBefore() {
        board.ended(1);

        board.up(UP);

        assertThat(board.snapshot().state()).isEqualTo(ChildState.DRAINING);
        assertThat(board.snapshot().up()).isNull();
    }

    @Test
    void keepsTheReasonForWhichItWasAskedToLeave() {
        board.leaving("One of its secrets has changed.");

        board.ended(1);

        assertThat(board.snapshot().reason()).isEqualTo("One of its secrets has changed.");
    }

    @Test
    void doesNotTakeTheEndOfAFormerGenerationForThatOfTheNext() {
        board.gone(new Exit(137, 1));
        board.launched(101, generation(2));
        board.up(UP);

        board.ended(1);

        assertThat(board.snapshot().state()).isEqualTo(ChildState.READY);
    }

    @Test
    void saysNothingNewOnceAllOfItIsGone() {
        board.gone(new Exit(137, 1));
        board.resting(ChildState.BACKING_OFF, "It was ended by SIGKILL.", 5);

        board.ended(1);

        assertThat(board.snapshot().state()).isEqualTo(ChildState.BACKING_OFF);
    }

    private static GenerationRecord generation(long number) {
        Marker marker = new Marker("demo", "http://127.0.0.1:4000", "test-0123456789ab", false);
        return GenerationRecord.planned(number, marker, "boot", true, null);
    }
}
