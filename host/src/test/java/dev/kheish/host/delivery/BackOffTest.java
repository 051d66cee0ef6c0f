package dev.kheish.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

class BackOffTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1000",
        "2, 2000",
        "3, 4000",
        "4, 8000",
        "7, 64000",
        "10, 512000",
        "11, 600000",
        "12, 600000",
        "1000, 600000"
    })
    void doublesUpToTenMinutes(int attempts, long longest) {
        Random random = new Random(attempts);

        for (int i = 0; i < 200; i++) {
            long wait = BackOff.DEFAULT.waitMs(attempts, Optional.empty(), random);

            assertThat(wait).isBetween(longest / 2, longest);
        }
    }

    @Test
    void waitsDiffer() {
        Random random = new Random(1);

        long distinct =
                random.ints(50)
                        .mapToLong(_ -> BackOff.DEFAULT.waitMs(5, Optional.empty(), random))
                        .distinct()
                        .count();

        assertThat(distinct).isGreaterThan(40);
    }

    @Test
    void aTargetIsNotAskedSoonerThanItWants() {
        RandomGenerator random = new Random(1);

        assertThat(BackOff.DEFAULT.waitMs(1, Optional.of(Duration.ofSeconds(90)), random))
                .isEqualTo(90_000);
        assertThat(BackOff.DEFAULT.waitMs(9, Optional.of(Duration.ofSeconds(1)), random))
                .isGreaterThanOrEqualTo(128_000);
    }

    @Test
    void noTargetIsGivenMoreThanAnHour() {
        assertThat(BackOff.DEFAULT.waitMs(1, Optional.of(Duration.ofDays(400_000)), new Random(1)))
                .isEqualTo(3_600_000);
    }
}
