package dev.kheish.host.delivery;

import dev.kheish.host.connector.DeliveryPolicy;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What the host keeps in memory about one connector, or one origin, that has something to deliver:
 * a bounded number of lent deliveries, and what speaks against sending. Guarded by the agenda's
 * lock.
 */
final class Channel {
    private static final int MOST_PREPARED = 512;
    private static final long LEASE_SPARE_MS = 60_000;
    private static final long START_SPARE_MS = 10_000;
    private static final long LONG_WAIT_MS = 2000;
    private static final long RECHECK_MS = 1000;

    private final long number;
    private final ChannelKey key;
    private final Breaker breaker;
    private final Deque<Loan> waiting = new ArrayDeque<>();
    private DeliveryPolicy policy;
    private RateLimit rate;
    private Availability.@Nullable Held hold;
    private long recheckAtMs;
    private long nextDueMs = LaneQueue.NEVER;
    private long placedAtMs = LaneQueue.NEVER;
    private int running;
    private int prepared;
    private int lookAhead;
    private boolean planned;
    private boolean changed;

    Channel(long number, ChannelKey key, DeliverySettings settings, long nowMs) {
        this.number = number;
        this.key = key;
        this.breaker = new Breaker(settings.breaker());
        this.policy = settings.unnamed();
        this.rate = new RateLimit(policy.perSecond(), nowMs);
        this.lookAhead = policy.concurrency();
    }

    long number() {
        return number;
    }

    ChannelKey key() {
        return key;
    }

    Breaker breaker() {
        return breaker;
    }

    DeliveryPolicy policy() {
        return policy;
    }

    Availability.@Nullable Held hold() {
        return hold;
    }

    int running() {
        return running;
    }

    /** Something is due at this time, if not earlier. Says whether that is news. */
    boolean due(long dueMs) {
        if (dueMs >= nextDueMs) {
            return false;
        }
        nextDueMs = dueMs;
        return true;
    }

    /** Where the calendar has it. */
    long placedAtMs() {
        return placedAtMs;
    }

    void place(long atMs) {
        placedAtMs = atMs;
    }

    /** While it is planned, the calendar leaves it alone. */
    void planned(boolean now) {
        planned = now;
        changed &= !now; // the directory is asked from here on
    }

    /** From when on lending could give something; never while another event must come first. */
    long readyAtMs(long nowMs) {
        boolean probeIsOut = breaker.state() != Breaker.State.CLOSED && prepared > 0;
        if (planned || probeIsOut || prepared >= lookAhead) {
            return LaneQueue.NEVER;
        }
        if (nextDueMs == LaneQueue.NEVER) {
            return LaneQueue.NEVER;
        }
        long at = Math.max(nextDueMs, Math.max(breaker.probeAtMs(), rate.nextAtMs(nowMs)));
        return hold == null ? at : Math.max(at, recheckAtMs);
    }

    /** Takes in what the directory says about it. */
    void check(Availability availability, long nowMs) {
        switch (availability) {
            case Availability.Open open -> {
                hold = null;
                if (!open.policy().equals(policy)) {
                    policy = open.policy();
                    lookAhead = Math.max(lookAhead, policy.concurrency());
                }
                if (rate.perSecond() != policy.perSecond()) {
                    rate = new RateLimit(policy.perSecond(), nowMs);
                }
            }
            case Availability.Held held -> {
                hold = held;
                // What was just said may be older than the last change.
                recheckAtMs =
                        changed
                                ? 0
                                : nowMs + Math.clamp(held.retryAfter().toMillis(), 50, RECHECK_MS);
            }
        }
    }

    /** Its connector changed: look again at once. */
    void recheck() {
        recheckAtMs = 0;
        changed = true;
    }

    /** How many deliveries to borrow now. */
    int room(long nowMs) {
        if (hold != null) {
            return 0;
        }
        int room = Math.min(lookAhead - prepared, rate.room(nowMs));
        return breaker.state() == Breaker.State.CLOSED
                ? room
                : Math.min(room, prepared > 0 ? 0 : breaker.room(nowMs));
    }

    /**
     * Whether the next delivery of a lane may be borrowed together with the end of the one before
     * it. Not while other lanes wait, or they would wait for the end of this one.
     */
    boolean mayHandOver(long nowMs) {
        return !changed
                && hold == null
                && breaker.state() == Breaker.State.CLOSED
                && nextDueMs > nowMs
                && prepared <= lookAhead
                && rate.room(nowMs) > 0;
    }

    /** How long a loan that is made now lasts. */
    long leaseMs() {
        return policy.timeout().toMillis() + LEASE_SPARE_MS;
    }

    /** Borrowed; {@code wanted} were asked for. */
    void lent(List<Loan> loans, int wanted, long dueMs) {
        if (loans.size() == wanted && waiting.isEmpty()) {
            lookAhead = Math.min(MOST_PREPARED, Math.max(lookAhead * 2, policy.concurrency()));
        }
        waiting.addAll(loans);
        prepared += loans.size();
        rate.take(loans.size());
        nextDueMs = dueMs;
    }

    /** For one that is about to be handed over: others of the same commit must not count it too. */
    void takeRate() {
        rate.take(1);
    }

    void putBackRate() {
        rate.putBack(1);
    }

    /** Borrowed as the one before it in its lane ended. */
    void handedOver(Loan loan) {
        waiting.add(loan);
        prepared++;
    }

    boolean canStart() {
        return !waiting.isEmpty() && running < policy.concurrency();
    }

    Loan takeWaiting() {
        return waiting.remove();
    }

    /**
     * Whether too little of a loan is left for an attempt; then its end is near and nothing is
     * lost.
     */
    boolean isStale(Loan loan, long nowMs) {
        if (nowMs > loan.untilMs() - leaseMs() + LONG_WAIT_MS) {
            lookAhead = Math.max(policy.concurrency(), lookAhead / 2);
        }
        return nowMs > loan.untilMs() - policy.timeout().toMillis() - START_SPARE_MS;
    }

    List<Loan> drain() {
        List<Loan> left = new ArrayList<>(waiting);
        waiting.clear();
        return left;
    }

    void started() {
        running++;
    }

    void ended() {
        running--;
    }

    void settled() {
        prepared--;
    }

    /** Nothing would be lost by forgetting it. */
    boolean isIdle(long nowMs) {
        return nextDueMs == LaneQueue.NEVER
                && prepared == 0
                && running == 0
                && !planned
                && breaker.probeAtMs() <= nowMs;
    }
}
