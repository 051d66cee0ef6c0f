package dev.kheish.host.delivery;

import dev.kheish.host.json.Json;
import dev.kheish.host.store.Insert;
import dev.kheish.host.store.Tx;
import dev.kheish.host.stream.EventLog;
import dev.kheish.host.stream.NewEvent;
import dev.kheish.spi.Evidence;

import org.jspecify.annotations.Nullable;

/** Writes down how attempts and deliveries ended. For the writer thread. */
final class Ledger {
    private static final Insert ATTEMPT =
            Insert.into(
                    "delivery_attempt",
                    "delivery, number, started_ms, duration_ms, outcome, status, provider_id, answer,"
                            + " error");

    private final EventLog events;
    private final Tally tally;
    private final Redaction redaction;

    Ledger(EventLog events, Tally tally, Redaction redaction) {
        this.events = events;
        this.tally = tally;
        this.redaction = redaction;
    }

    void attempt(
            Tx tx, Trip.Tried tried, String outcome, Evidence evidence, @Nullable String error) {
        tx.insert(
                ATTEMPT,
                tried.outgoing().seq(),
                tried.outgoing().attempts() + 1,
                tried.startedMs(),
                tried.durationMs(),
                outcome,
                evidence.httpStatus().isPresent() ? evidence.httpStatus().getAsInt() : null,
                evidence.providerId().map(redaction::error).orElse(null),
                evidence.answer().map(redaction::answer).orElse(null),
                error == null ? null : redaction.error(error));
        tally.attempted(tx);
    }

    void delivered(Tx tx, Outgoing outgoing, long nowMs) {
        tx.update(
                "update delivery set state = 2, attempts = attempts + 1, settled_ms = ?, error = null"
                        + " where seq = ?",
                nowMs,
                outgoing.seq());
        tally.moved(tx, outgoing.state(), DeliveryState.DELIVERED);
        event(tx, "delivery_delivered", outgoing, null);
        resolve(tx, outgoing.replayOf(), nowMs);
    }

    void retrying(Tx tx, Outgoing outgoing, Verdict.Again again) {
        String error = redaction.error(again.reason());
        tx.update(
                "update delivery set state = 1, attempts = attempts + 1, error = ? where seq = ?",
                error,
                outgoing.seq());
        tally.moved(tx, outgoing.state(), DeliveryState.RETRYING);
        event(
                tx,
                "delivery_attempted",
                outgoing,
                Json.write(
                        Json.object()
                                .put("attempt", outgoing.attempts() + 1)
                                .put("error", error)
                                .put("next_attempt_at_ms", again.dueMs())));
    }

    void postponed(Tx tx, Outgoing outgoing, String reason) {
        tx.update(
                "update delivery set error = ? where seq = ?",
                redaction.error(reason),
                outgoing.seq());
    }

    void dead(Tx tx, Outgoing outgoing, Verdict.Dead dead, long nowMs) {
        String error = redaction.error(dead.reason());
        tx.update(
                "update delivery set state = 3, attempts = attempts + ?, settled_ms = ?, error = ?,"
                        + " ambiguous = ? where seq = ?",
                dead.tried() ? 1 : 0,
                nowMs,
                error,
                dead.ambiguous(),
                outgoing.seq());
        tally.moved(tx, outgoing.state(), DeliveryState.DEAD_LETTERED);
        event(
                tx,
                "delivery_dead_lettered",
                outgoing,
                Json.write(
                        Json.object()
                                .put("attempts", outgoing.attempts() + (dead.tried() ? 1 : 0))
                                .put("error", error)
                                .put("ambiguous", dead.ambiguous())));
    }

    /** When the first attempt of a delivery began, if there was one. */
    long firstAttemptMs(Tx tx, long delivery, long otherwise) {
        return tx.number(
                "select started_ms from delivery_attempt where delivery = ? and number = 1",
                otherwise,
                delivery);
    }

    /** A dead letter whose replay arrived is dealt with, and so is what that one had replayed. */
    private void resolve(Tx tx, @Nullable Long replayed, long nowMs) {
        Long source = replayed;
        while (source != null) {
            int resolved =
                    tx.update(
                            "update delivery set resolved_ms = ?, resolution = 'replay delivered'"
                                    + " where seq = ? and state = 3 and resolved_ms is null",
                            nowMs,
                            source);
            if (resolved == 1) {
                tally.resolved(tx);
            }
            source =
                    tx.one(
                                    "select replay_of from delivery where seq = ? and replay_of is not null",
                                    row -> row.integer(1),
                                    source)
                            .orElse(null);
        }
    }

    private void event(Tx tx, String type, Outgoing outgoing, @Nullable String data) {
        events.append(
                tx,
                NewEvent.ofDelivery(
                        type,
                        outgoing.speaker().session(),
                        outgoing.speaker().run(),
                        outgoing.seq(),
                        data));
    }
}
