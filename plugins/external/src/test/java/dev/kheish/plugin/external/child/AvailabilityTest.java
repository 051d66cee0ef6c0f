package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.plugin.external.Health;
import dev.kheish.plugin.external.Manifest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;

final class AvailabilityTest {
    private static final Manifest MANIFEST = new Manifest("i", true, true, false, false);
    private static final Finding.Up UP =
            new Finding.Up(MANIFEST, new Health("i", Health.Status.READY, ""), 1, "");

    @ParameterizedTest
    @EnumSource(names = {"READY", "DEGRADED"})
    void isThereWhenTheSidecarIsUp(ChildState state) {
        assertThat(Availability.of(snapshot(state, UP, 0), 0))
                .isEqualTo(new Availability.Ready(MANIFEST));
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTING", "DRAINING", "STOPPED"})
    void comesSoonInTheCourseOfThings(ChildState state) {
        assertThat(Availability.of(snapshot(state, UP, 0), 5000))
                .isEqualTo(new Availability.NotYet(Duration.ofSeconds(1), "why"));
    }

    @Test
    void comesAfterTheNextStart() {
        assertThat(Availability.of(snapshot(ChildState.BACKING_OFF, null, 9000), 5000))
                .isEqualTo(new Availability.NotYet(Duration.ofSeconds(5), "why"));
        assertThat(Availability.of(snapshot(ChildState.CRASH_LOOP, null, 9000), 5000))
                .isEqualTo(new Availability.Crashed(Duration.ofSeconds(5), "why"));
        assertThat(Availability.of(snapshot(ChildState.BLOCKED, null, 1), 5000))
                .isEqualTo(new Availability.Blocked(Duration.ofSeconds(1), "why"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, ended with code 0, ''",
        "3, ended with code 3, ''",
        "128, ended with code 128, ''",
        "137, was ended by SIGKILL, SIGKILL",
        "139, was ended by SIGSEGV, SIGSEGV",
        "143, was ended by SIGTERM, SIGTERM",
        "255, ended with code 255, ''",
    })
    void tellsSignalsFromCodes(int value, String text, String signal) {
        Exit exit = new Exit(value, 1);

        assertThat(exit.text()).isEqualTo(text);
        assertThat(exit.signal().orElse("")).isEqualTo(signal);
    }

    private static Snapshot snapshot(ChildState state, Finding.Up up, long nextStart) {
        return new Snapshot(state, "why", 0, 1, "i", 0, 0, null, up, nextStart);
    }
}
