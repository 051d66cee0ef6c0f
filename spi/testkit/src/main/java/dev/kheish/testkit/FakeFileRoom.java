package dev.kheish.testkit;

import dev.kheish.spi.FileRoom;

import java.time.Duration;
import java.util.Optional;

/** Has room until told otherwise, and remembers how much is held. For one thread. */
public final class FakeFileRoom implements FileRoom {
    private boolean full;
    private long held;
    private long most;

    /** Nobody gets in any more. */
    public void fill() {
        full = true;
    }

    /** Bytes that are held just now. */
    public long held() {
        return held;
    }

    /** The most bytes that were held at a time. */
    public long most() {
        return most;
    }

    /** Throws where the host would wait for ever, as a test would. */
    @Override
    public Place enter(long bytes) {
        return enter(bytes, Duration.ZERO)
                .orElseThrow(() -> new IllegalStateException("This room stays full"));
    }

    @Override
    public Optional<Place> enter(long bytes, Duration patience) {
        if (full) {
            return Optional.empty();
        }
        held += bytes;
        most = Math.max(most, held);
        return Optional.of(() -> held -= bytes);
    }
}
