package dev.kheish.spi;

import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What the host lends to one connector, from {@link ConnectorKind#open} until {@link
 * Connector#close}. Safe for use by many threads. After close every call throws {@link
 * IllegalStateException}.
 */
public interface ConnectorContext {
    /** The connector's name. */
    String connector();

    /**
     * Commits events. Returns when they are on disk; blocks meanwhile, so call it from a virtual
     * thread.
     *
     * @return one receipt for each event, in order
     */
    List<Receipt> submit(Submission submission) throws InterruptedException;

    /** {@link #submit} of one event. */
    default Receipt submit(InboundEvent event) throws InterruptedException {
        return submit(Submission.of(event)).getFirst();
    }

    /**
     * The value of a secret setting as it is now; rotation is seen by the next call. Do not keep
     * it, log it or put it into anything that is shown. Never blank.
     *
     * @param setting its name, or its path such as {@code team_bot_tokens.T1.bot_token}
     * @return empty when the setting has no source
     */
    Optional<String> secret(String setting);

    /**
     * Leases of the connector's secrets, for programs that it starts: what they hold is a
     * short-lived token, never the secret.
     */
    Leases leases();

    /** A small durable map of this incarnation of the connector. */
    StateMap state();

    /**
     * A pending delivery of this connector; for routes through which a receiver fetches
     * attachments.
     *
     * @return empty if there is none, if it has ended, or if it is another connector's
     */
    Optional<Delivery> pendingDelivery(String deliveryId);

    /** An asset by its id, such as one that {@link Connector#fetch} stored before. */
    Optional<Attachment> asset(String assetId) throws IOException;

    /**
     * Parses JSON strictly: UTF-8 without malformed bytes, one value, no duplicate members, no lone
     * surrogates, at most {@code maxDepth} levels.
     *
     * @throws MalformedJsonException saying what is wrong and where
     */
    JsonValue parse(byte[] utf8, int maxDepth) throws MalformedJsonException;

    /**
     * Keeps one line that a program of this connector wrote: in memory and in a rotated file, shown
     * by the connector's {@code logs}. Secrets that the host knows are taken out. Returns at once;
     * of more than 2000 lines a second the rest is counted and dropped.
     *
     * @param source where it comes from, such as {@code stderr}
     * @param line without line end; cut at 8192 characters
     */
    void output(String source, String line);

    /**
     * A folder of this incarnation that only the host's user may read, made when first asked for.
     * It goes with the incarnation.
     */
    Path folder() throws IOException;

    /**
     * Where programs on this machine reach the host, such as {@code http://127.0.0.1:4000}. Known
     * from {@link Connector#start} on.
     */
    String hostUrl();

    /** The JSON provider to hold on to. */
    JsonProvider json();

    /** The guarded HTTP client. */
    Egress egress();

    /** Memory for bytes of files; enter it before reading one whole. */
    FileRoom fileRoom();

    /** The host's clock. */
    Clock clock();

    /** Lines that name the connector. No secrets and no payloads. */
    System.Logger log();

    /**
     * Runs a task on a virtual thread until the connector closes, which interrupts it. If it
     * throws, it is run again after a back-off of 1 s doubling to 1 min; if it returns, it is done.
     *
     * @param name for thread dumps and logs, such as {@code poller}
     */
    void spawn(String name, Task task);

    /**
     * {@link #spawn} for what may run only once where several hosts share a database: pollers and
     * child processes. The host that runs it also delivers for this connector. A host with a
     * database of its own is always that host.
     */
    void spawnExclusive(String name, Task task);

    /** Something that runs beside the connector. */
    @FunctionalInterface
    interface Task {
        /** Runs until done or interrupted. */
        void run() throws Exception;
    }
}
