package dev.kheish.plugin.external;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Submission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Decides about the events of one request: what cannot be taken is told at once, the rest is
 * committed together, in order. Safe for use by many threads.
 */
final class Intake {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final ConnectorContext context;
    private final EventMaker maker;
    private final Senders senders;

    /** Knows the sidecar's own events from those of somebody else who has its token. */
    @FunctionalInterface
    interface Senders {
        boolean owns(String instanceId) throws InterruptedException;

        /** Whether all of them are known; until then a stranger may turn out to be one. */
        default boolean areKnown() {
            return true;
        }
    }

    Intake(ConnectorContext context, EventMaker maker, Senders senders) {
        this.context = context;
        this.maker = maker;
        this.senders = senders;
    }

    /** One outcome for each event, in order. */
    List<Outcome.Of> take(EventReader.Request request) throws InterruptedException {
        if (!EventRules.isKnown(request.version())) {
            return request.events().stream().map(event -> unread(event, request)).toList();
        }
        List<Made> made = new ArrayList<>();
        for (WireEvent event : request.events()) {
            made.add(make(event, request.version()));
        }
        List<InboundEvent> good =
                made.stream().filter(Made.Good.class::isInstance).map(Intake::event).toList();
        Iterator<Receipt> receipts =
                (good.isEmpty() ? List.<Receipt>of() : context.submit(Submission.of(good)))
                        .iterator();
        List<Outcome.Of> outcomes = new ArrayList<>();
        for (Made each : made) {
            outcomes.add(
                    switch (each) {
                        case Made.Bad(Outcome.Of outcome) -> outcome;
                        case Made.Good(String id, InboundEvent _) ->
                                new Outcome.Of(id, outcome(id, receipts.next()));
                    });
        }
        return outcomes;
    }

    private static InboundEvent event(Made made) {
        return ((Made.Good) made).event();
    }

    // What another version means by its members nobody knows: the id goes back as it came.
    private static Outcome.Of unread(WireEvent event, EventReader.Request request) {
        return new Outcome.Of(
                event.id().eventId(), rejected(EventRules.unknownVersion(request.version())));
    }

    private Made make(WireEvent sent, long version) throws InterruptedException {
        String id = sent.id().trimmed();
        try {
            InboundEvent event = maker.make(sent, version);
            boolean known = senders.areKnown(); // before the question: it may become so meanwhile
            if (senders.owns(sent.id().instanceId())) {
                return new Made.Good(id, event);
            }
            return new Made.Bad(new Outcome.Of(id, known ? rejected(stranger()) : tooEarly()));
        } catch (RejectedException e) {
            var rejected = new Outcome.Rejected(e.getMessage(), e.sessionId(), null);
            return new Made.Bad(new Outcome.Of(id.isEmpty() ? null : id, rejected));
        }
    }

    private static String stranger() {
        return "'instance_id' is not the one of the child process that runs now; send the one of"
                + " your manifest.";
    }

    private static Outcome tooEarly() {
        return new Outcome.Busy(
                "No child process of this connector is ready, so it cannot be told whose"
                        + " 'instance_id' this is; send the event again later.",
                SOON);
    }

    private static Outcome outcome(String eventId, Receipt receipt) {
        return switch (receipt) {
            case Receipt.Accepted accepted -> new Outcome.Accepted(accepted.run());
            case Receipt.Duplicate duplicate -> new Outcome.Duplicate(duplicate.run());
            case Receipt.Conflict conflict ->
                    new Outcome.Rejected(
                            "Event '%s' came before with other content; send a new event_id with a new event."
                                    .formatted(eventId),
                            conflict.original().sessionId(),
                            conflict.original().runId());
            case Receipt.Refused refused -> refused(refused);
            case Receipt.RateLimited limited -> new Outcome.RateLimited(limited.after());
            case Receipt.Overloaded overloaded ->
                    new Outcome.Busy(
                            "Too much work is queued just now; send the event again later.",
                            overloaded.after());
            default -> new Outcome.Busy("The event was not taken; send it again later.", SOON);
        };
    }

    private static Outcome refused(Receipt.Refused refused) {
        String detail = refused.detail();
        return switch (refused.reason()) {
            case NO_SESSION -> rejected(EventMaker.noSession());
            case UNKNOWN_ASSET, UNSUPPORTED_ITEM, EMPTY, TOO_LARGE -> rejected(detail);
            case SESSION_MISSING ->
                    new Outcome.NotYet(
                            detail.contains("create_if_missing")
                                    ? detail
                                    : detail
                                            + " Set session_policy.create_if_missing to true to"
                                            + " have it made.");
            case SESSION_MISMATCH, UNKNOWN_PERSONA, BAD_TARGET, UNKNOWN_TARGET, BAD_SESSION_ID ->
                    new Outcome.NotYet(detail);
            case CLOSED -> new Outcome.Busy(detail, SOON);
            default -> new Outcome.Busy(detail, SOON);
        };
    }

    private static Outcome rejected(String reason) {
        return new Outcome.Rejected(reason, null, null);
    }

    /** An event, made or not. */
    private sealed interface Made {
        record Good(String id, InboundEvent event) implements Made {}

        record Bad(Outcome.Of outcome) implements Made {}
    }
}
