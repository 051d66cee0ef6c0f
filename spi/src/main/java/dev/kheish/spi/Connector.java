package dev.kheish.spi;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One configured instance of a kind. Called from many threads; {@link #start} and {@link #close}
 * once each, {@code close} also when {@code start} failed or never ran.
 *
 * <p>A call that throws anything but its declared exception counts as that call's failure and
 * changes nothing else: ingress answers 500 without a trace, a delivery is tried again.
 */
public interface Connector extends AutoCloseable {
    /** Where outside callers reach this connector. Asked once, right after it was opened. */
    default List<Route> routes() {
        return List.of();
    }

    /**
     * Starts pollers, child processes and the like, through {@link ConnectorContext#spawn}. The
     * connector's routes already answer.
     *
     * @throws ConnectorException if it cannot start; it is shown in state {@code error} and tried
     *     again
     */
    default void start() throws ConnectorException {}

    /**
     * Delivers one output to one target that names this connector. Called with at most as many
     * deliveries at a time as the delivery policy allows, and in order within a lane.
     *
     * @throws InterruptedException when the host stops or the delivery's time is over; the attempt
     *     then counts as a retry
     */
    default DeliveryResult deliver(Delivery delivery) throws InterruptedException {
        return DeliveryResult.rejected("This connector does not deliver.");
    }

    /**
     * Whether this connector would deliver to a target: allow-lists, needed tokens. Pure.
     *
     * @return the reason why not, for people; empty when it would
     */
    default Optional<String> check(Target target) {
        return Optional.empty();
    }

    /**
     * Fetches a file that an accepted event only referred to. The host calls this after the commit,
     * up to three times for each file, while the event's run is still preparing.
     *
     * @param sink takes the bytes; refuses more than its limit
     * @throws FetchException if the file cannot be had; {@link FetchException#permanent} ends the
     *     tries
     */
    default void fetch(FileRef file, FileSink sink) throws FetchException, InterruptedException {
        throw FetchException.permanent("This connector fetches no files.");
    }

    /** How it is doing, for the connector's view. Answers from memory, at once. */
    default ConnectorStatus status() {
        return ConnectorStatus.ok();
    }

    /**
     * Called after a secret that this connector refers to was written: {@link
     * ConnectorContext#secret} and {@link Leases#redeem} give the new value already. Returns at
     * once.
     *
     * @param settings the settings concerned, as names or paths such as {@code
     *     child_process.credential_slots.API_KEY}
     */
    default void secretsChanged(Set<String> settings) {}

    /**
     * Ends what brings new work, such as child processes, and lets them finish. Called once before
     * {@link #close}, after {@link #start}; returns within 15 s.
     *
     * <p>Its routes still answer meanwhile when it makes way for one with other settings, or when
     * the host stops. They do not when it was paused or deleted or is in state {@code error}:
     * callers get 503, or 404 once it is deleted.
     *
     * @throws InterruptedException when it took longer
     */
    default void drain() throws InterruptedException {}

    /**
     * Lets go of everything. Tasks made with {@link ConnectorContext#spawn} have been stopped
     * before. Safe to call twice.
     */
    @Override
    default void close() {}
}
