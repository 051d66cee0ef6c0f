package dev.kheish.plugin.external.child;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Gives a generation a new token well before the last one runs out. For the supervising thread. */
final class TokenRenewal {
    // A disk that is full now may not be so in a moment, and the last token is still good.
    private static final int TRIES_IN_A_PERIOD = 8;

    private final Credentials credentials;
    private final System.Logger log;
    private final Duration period;
    private final LongSupplier nanos;
    private long dueAt;

    TokenRenewal(Credentials credentials, System.Logger log, Duration period, LongSupplier nanos) {
        this.credentials = credentials;
        this.log = log;
        this.period = period;
        this.nanos = nanos;
        this.dueAt = nanos.getAsLong() + period.toNanos();
    }

    /** Puts a new token into the file when it is time. */
    void renewIfDue() {
        if (nanos.getAsLong() - dueAt < 0) {
            return;
        }
        Duration next = period;
        try {
            credentials.renew();
        } catch (IOException e) {
            next = period.dividedBy(TRIES_IN_A_PERIOD);
            log.log(
                    System.Logger.Level.WARNING,
                    "A new credential token cannot be written to " + credentials.file(),
                    e);
        }
        dueAt = nanos.getAsLong() + next.toNanos();
    }
}
