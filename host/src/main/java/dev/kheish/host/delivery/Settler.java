package dev.kheish.host.delivery;

import dev.kheish.host.connector.DeliveryPolicy;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Ends loans: attempt, state and the lane's next head in one commit, which many attempts share.
 * Safe for use by many threads.
 */
final class Settler {
    private static final System.Logger LOG = System.getLogger(Settler.class.getName());

    private final Store store;
    private final Clock clock;
    private final Holds holds;
    private final Agenda agenda;
    private final Ledger ledger;
    private final Verdict.Judge judge;
    private final Duration laneHold;

    Settler(
            Store store,
            Holds holds,
            Agenda agenda,
            Ledger ledger,
            Verdict.Judge judge,
            Duration laneHold) {
        this.store = store;
        this.clock = judge.clock();
        this.holds = holds;
        this.agenda = agenda;
        this.ledger = ledger;
        this.judge = judge;
        this.laneHold = laneHold;
    }

    /** Writes down what came of a loan. A loan that was lost meanwhile changes nothing. */
    void settle(Channel channel, Loan loan, Trip trip, DeliveryPolicy policy)
            throws InterruptedException {
        boolean kept =
                switch (trip) {
                    case Trip.Gone _ -> store.write(tx -> gone(tx, channel, loan));
                    case Trip.NotNow notNow ->
                            store.write(
                                    tx ->
                                            giveBack(
                                                    tx,
                                                    channel,
                                                    loan,
                                                    clock.millis() + notNow.waitMs()));
                    case Trip.Tried tried -> tried(channel, loan, tried, policy);
                };
        if (!kept) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "A result came after its loan was over and was dropped: row "
                            + Long.toString(loan.delivery()));
        }
    }

    /** Ends loans without an attempt: they are due at once. */
    void giveBack(List<Agenda.Returned> returned) throws InterruptedException {
        store.write(
                tx -> {
                    long now = clock.millis();
                    returned.forEach(each -> giveBack(tx, each.channel(), each.loan(), now));
                    return returned.size();
                });
    }

    private boolean tried(Channel channel, Loan loan, Trip.Tried tried, DeliveryPolicy policy)
            throws InterruptedException {
        long heldMs = holds.heldMs(channel.number(), clock.millis()) - loan.heldMs();
        Verdict verdict = judge.judge(tried, policy, heldMs);
        return store.write(
                tx ->
                        switch (verdict) {
                            case Verdict.Done done -> done(tx, channel, loan, tried, done);
                            case Verdict.Dead dead -> dead(tx, channel, loan, tried, dead);
                            case Verdict.Later later -> later(tx, channel, loan, tried, later);
                            case Verdict.Again again -> again(tx, channel, loan, tried, again);
                        });
    }

    private boolean done(Tx tx, Channel channel, Loan loan, Trip.Tried tried, Verdict.Done done) {
        if (!leave(tx, channel, loan)) {
            return false;
        }
        ledger.attempt(tx, tried, "delivered", done.evidence(), null);
        ledger.delivered(tx, tried.outgoing(), clock.millis());
        return true;
    }

    private boolean dead(Tx tx, Channel channel, Loan loan, Trip.Tried tried, Verdict.Dead dead) {
        if (!leave(tx, channel, loan)) {
            return false;
        }
        if (dead.tried()) {
            ledger.attempt(tx, tried, dead.outcome(), dead.evidence(), dead.reason());
        }
        ledger.dead(tx, tried.outgoing(), dead, clock.millis());
        return true;
    }

    private boolean later(
            Tx tx, Channel channel, Loan loan, Trip.Tried tried, Verdict.Later later) {
        if (!giveBack(tx, channel, loan, later.dueMs())) {
            return false;
        }
        ledger.postponed(tx, tried.outgoing(), later.reason());
        return true;
    }

    private boolean again(
            Tx tx, Channel channel, Loan loan, Trip.Tried tried, Verdict.Again again) {
        long now = clock.millis();
        long first = ledger.firstAttemptMs(tx, loan.delivery(), tried.startedMs());
        if (!loan.isHeldOver() && now - first >= laneHold.toMillis()) {
            if (!LaneQueue.holdOver(tx, loan, again.dueMs())) {
                return false;
            }
            advance(tx, channel, loan.lane(), now);
            dueAfterCommit(tx, channel, again.dueMs());
        } else if (!giveBack(tx, channel, loan, again.dueMs())) {
            return false;
        }
        ledger.attempt(tx, tried, "retry", again.evidence(), again.reason());
        ledger.retrying(tx, tried.outgoing(), again);
        return true;
    }

    private boolean gone(Tx tx, Channel channel, Loan loan) {
        leave(tx, channel, loan);
        return true;
    }

    private boolean leave(Tx tx, Channel channel, Loan loan) {
        if (!LaneQueue.remove(tx, loan)) {
            return false;
        }
        advance(tx, channel, loan.lane(), clock.millis());
        return true;
    }

    private void advance(Tx tx, Channel channel, long lane, long nowMs) {
        OptionalLong untilMs = agenda.handOver(channel);
        if (untilMs.isPresent()) {
            Optional<Loan> next = LaneQueue.lendNext(tx, lane, untilMs.getAsLong());
            if (next.isEmpty()) {
                agenda.notHandedOver(channel);
                return;
            }
            tx.ifUndone(() -> agenda.notHandedOver(channel));
            tx.afterCommit(() -> agenda.handedOver(channel, next.get()));
        } else if (LaneQueue.advance(tx, lane, nowMs)) {
            dueAfterCommit(tx, channel, nowMs);
        }
    }

    private boolean giveBack(Tx tx, Channel channel, Loan loan, long dueMs) {
        if (!LaneQueue.giveBack(tx, loan, dueMs)) {
            return false;
        }
        dueAfterCommit(tx, channel, dueMs);
        return true;
    }

    private void dueAfterCommit(Tx tx, Channel channel, long dueMs) {
        tx.afterCommit(() -> agenda.due(channel.number(), channel.key(), dueMs));
    }
}
