package dev.kheish.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * The memory for bytes of files on their way in or out, which all connectors share: whoever wants
 * to hold some asks first, and waits for its turn. Implemented by the host; safe for use by many
 * threads.
 */
public interface FileRoom {
    /** The right to hold so many bytes, until it is closed. Do not ask for another meanwhile. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for room; more bytes than there ever is room for get all of it. */
    Place enter(long bytes) throws InterruptedException;

    /** {@link #enter(long)}, but empty if there is no room in time. */
    Optional<Place> enter(long bytes, Duration patience) throws InterruptedException;
}
