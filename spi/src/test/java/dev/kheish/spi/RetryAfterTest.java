package dev.kheish.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

final class RetryAfterTest {
    private final RetryAfter retryAfter =
            new RetryAfter(Clock.fixed(Instant.parse("1994-11-06T08:49:00Z"), ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource({
        "3, 3000",
        "' 1 ', 1000",
        "0, 1",
        "3600, 3600000",
        "3601, 3600000",
        "99999999999999999999999, 3600000",
        "'Sun, 06 Nov 1994 08:49:37 GMT', 37000",
        "'Sunday, 06-Nov-94 08:49:37 GMT', 37000",
        "Sun Nov  6 08:49:37 1994, 37000",
        "Wed Nov 16 08:49:37 1994, 3600000",
        "'Sat, 05 Nov 1994 08:49:37 GMT', 1",
        "'Sunday, 06-Nov-44 08:49:37 GMT', 3600000"
    })
    void readsSecondsAndAllThreeFormsOfDates(String header, long millis) {
        assertThat(retryAfter.read(header)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "soon", "-1", "1.5", "+3", "Sun, 06 Nov 1994", "1994-11-06T08:49:37Z"})
    void makesNothingOfAnythingElse(String header) {
        assertThat(retryAfter.read(header)).isEmpty();
    }
}
