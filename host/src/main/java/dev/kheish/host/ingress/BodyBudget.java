package dev.kheish.host.ingress;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that bodies of callers who have not proved who they are may take, over all connectors.
 */
final class BodyBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    BodyBudget(long limit) {
        this.limit = limit;
    }

    /** Takes room for a body; false if there is not enough. */
    boolean take(long bytes) {
        while (true) {
            long now = used.get();
            if (now + bytes > limit) {
                return false;
            }
            if (used.compareAndSet(now, now + bytes)) {
                return true;
            }
        }
    }

    /** Gives back what {@link #take} took. */
    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }
}
