package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

final class RestartPauseTest {
    @ParameterizedTest
    @CsvSource({"0,1045", "1,2394", "2,4296", "3,8142", "4,16208", "5,32072", "6,60213", "7,60231"})
    void doublesAndAddsTheJitterOfTheConnector(int attempt, long ms) {
        assertThat(RestartPause.of("discord", attempt)).isEqualTo(Duration.ofMillis(ms));
    }

    @Test
    void neverGrowsBeyondItsLongest() {
        assertThat(RestartPause.of("discord", 1_000_000)).isLessThan(Duration.ofMillis(60_400));
        assertThat(RestartPause.longest("discord", 6)).isEqualTo(Duration.ofMillis(60_213));
    }
}
