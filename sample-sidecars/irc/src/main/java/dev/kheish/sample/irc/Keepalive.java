package dev.kheish.sample.irc;

import java.time.Duration;

/** Knows when it is time to ask the server whether it is there. For one thread. */
final class Keepalive {
    /** What is due. */
    enum Due {
        NOTHING,
        PING,
        GONE,
        JOIN
    }

    private static final long ASK_AFTER = Duration.ofMinutes(1).toNanos();
    private static final long GONE_AFTER = Duration.ofMinutes(2).toNanos();
    private static final long JOIN_EVERY = Duration.ofMinutes(1).toNanos();

    private long heardAt;
    private long joinedAt;
    private boolean asked;

    Keepalive(long now) {
        heardAt = now;
        joinedAt = now;
    }

    void heard(long now) {
        heardAt = now;
        asked = false;
    }

    /** What is due now; once each time. */
    Due due(long now) {
        if (now - heardAt > GONE_AFTER) {
            return Due.GONE;
        }
        if (now - heardAt > ASK_AFTER && !asked) {
            asked = true;
            return Due.PING;
        }
        if (now - joinedAt > JOIN_EVERY) {
            joinedAt = now;
            return Due.JOIN;
        }
        return Due.NOTHING;
    }
}
