package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

final class StreakTest {
    private final Streak streak = new Streak("discord");

    @Test
    void isACrashLoopFromTheFifthFailureOnAndThenWaitsLongest() {
        assertThat(streak.failed()).isEqualTo(Duration.ofMillis(1045));
        assertThat(streak.failed()).isEqualTo(Duration.ofMillis(2394));
        assertThat(streak.failed()).isEqualTo(Duration.ofMillis(4296));
        assertThat(streak.failed()).isEqualTo(Duration.ofMillis(8142));
        assertThat(streak.isCrashLoop()).isFalse();

        assertThat(streak.failed()).isEqualTo(Duration.ofMillis(60_208));
        assertThat(streak.isCrashLoop()).isTrue();
        assertThat(streak.failed()).isEqualTo(Duration.ofMillis(60_072));
    }

    @Test
    void waitsLongerWhileBlockedWithoutBeingACrashLoop() {
        for (int attempt = 0; attempt < 6; attempt++) {
            assertThat(streak.blocked()).isEqualTo(RestartPause.of("discord", attempt));
        }

        assertThat(streak.isCrashLoop()).isFalse();
    }

    @Test
    void forgetsWhatWas() {
        for (int attempt = 0; attempt < 6; attempt++) {
            streak.failed();
        }

        streak.reset();

        assertThat(streak.isCrashLoop()).isFalse();
        assertThat(streak.failed()).isEqualTo(Duration.ofMillis(1045));
    }
}
