package dev.kheish.spi;

import jakarta.json.JsonObject;

import java.util.List;
import java.util.Optional;

/**
 * One output on its way to one target. Implemented by the host; for the thread that delivers it.
 */
public interface Delivery {
    /** Stable over all attempts, such as {@code dlv_01k…}. */
    String id();

    /** {@code kheish:} and the {@link #id}: what a receiver de-duplicates by. */
    String idempotencyKey();

    /** Starts at 1; {@code later} results do not count. */
    int attempt();

    /** Where it goes. */
    Target target();

    /** The session that speaks. */
    String sessionId();

    /** The session's thread, if it has one. */
    Optional<String> threadId();

    /** The run that made the output; empty for a test message. */
    Optional<String> runId();

    /** The whole text. */
    String content();

    /** The output in pieces, texts and attachments in order; may be empty. */
    List<OutputPart> parts();

    /** Further files that the run made. */
    List<OutputPart> artifacts();

    /**
     * What the run said about its output, plus {@code delivery_id} and {@code delivery_attempt}.
     */
    JsonObject metadata();

    /**
     * A path below the host's address where a receiver can fetch an attachment without a
     * control-plane token, for 24 hours.
     */
    String downloadPath(Attachment attachment);

    /** Steps already done, kept with the delivery and over restarts. */
    StateMap progress();
}
