package dev.kheish.host.cli.sidecar.stage;

import java.time.Duration;

/** How long the host waits, and how much it takes. */
public final class Limits {
    /** From the start of the process to the first answer that says it is up. */
    public static final Duration READY = Duration.ofSeconds(20);

    /** For an answer about manifest or health. */
    public static final Duration PROBE = Duration.ofSeconds(3);

    /** For an answer to a delivery. */
    public static final Duration DELIVERY = Duration.ofSeconds(15);

    /** From the signal to leave to the end of the process. */
    public static final Duration LEAVING = Duration.ofSeconds(10);

    /** Largest answer to a delivery, in bytes. */
    public static final int DELIVERY_ANSWER = 64 * 1024;

    /** Largest request of a sidecar, and the largest that it must be able to refuse, in bytes. */
    public static final int REQUEST = 2 * 1024 * 1024;

    /** Events in one batch. */
    public static final int BATCH = 64;

    private Limits() {}
}
