package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.FileRoom.Place;

import org.junit.jupiter.api.Test;

import java.time.Duration;

final class SharedFileRoomTest {
    private final SharedFileRoom room = new SharedFileRoom(10 * 1024);

    @Test
    void filesThatWouldFillTheMemoryWaitTheirTurn() throws Exception {
        try (Place _ = room.enter(8 * 1024)) {
            assertThat(room.enter(4 * 1024, Duration.ZERO)).isEmpty();
            try (Place _ = room.enter(1, Duration.ZERO).orElseThrow()) {
                assertThat(room.enter(1025, Duration.ZERO)).isEmpty();
            }
        }
        assertThat(room.enter(10 * 1024, Duration.ZERO)).isPresent();
    }

    @Test
    void aFileLargerThanTheRoomGetsAllOfIt() throws Exception {
        try (Place _ = room.enter(Long.MAX_VALUE, Duration.ZERO).orElseThrow()) {
            assertThat(room.enter(0, Duration.ZERO)).isEmpty();
        }
        assertThat(room.enter(0, Duration.ZERO)).isPresent();
    }

    @Test
    void aPlaceThatIsLeftTwiceMakesNoRoom() throws Exception {
        Place place = room.enter(10 * 1024);
        place.close();
        place.close();

        try (Place _ = room.enter(10 * 1024)) {
            assertThat(room.enter(1, Duration.ZERO)).isEmpty();
        }
    }
}
