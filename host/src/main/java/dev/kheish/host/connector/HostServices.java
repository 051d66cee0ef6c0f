package dev.kheish.host.connector;

import dev.kheish.spi.Attachment;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.Egress;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Submission;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What connectors may ask of the rooms above. Safe for use by many threads. */
public interface HostServices {
    /** Commits events; returns when they are on disk, one receipt for each in order. */
    List<Receipt> submit(LiveConnector connector, Submission submission)
            throws InterruptedException;

    /** A pending delivery of this connector. */
    Optional<Delivery> pendingDelivery(LiveConnector connector, String deliveryId);

    /** A stored asset. */
    Optional<Attachment> asset(String assetId) throws IOException;

    /** The guarded way out. */
    Egress egress();

    /** Where programs on this machine reach the host; known once it listens. */
    String url();

    /** The host's clock. */
    Clock clock();
}
