package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Settings;
import dev.kheish.spi.Submission;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * Settles the updates of polls: each is committed, in one commit with the cursor that passes it, or
 * recorded as skipped. For one thread.
 */
final class Batches {
    private static final int MOST_EVENTS = 64;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final ConnectorContext context;
    private final Taking taking;
    private final Bucket bucket;
    private final Rest rest;

    Batches(Settings settings, ConnectorContext context, Taking taking, Rest rest) {
        this.context = context;
        this.taking = taking;
        this.bucket =
                new Bucket(settings.integer(TelegramSettings.EVENTS_PER_SECOND), context.clock());
        this.rest = rest;
    }

    /**
     * An update that was read.
     *
     * @param taken what it makes; null where it is passed over
     * @param reason why it is passed over
     */
    private record Item(long update, @Nullable Taken taken, String reason) {}

    private record Taken(long update, Incoming incoming, InboundEvent event) {}

    /**
     * Returns when all updates are settled; until then no greater offset may be sent.
     *
     * @return the cursor past them
     */
    Cursor settle(JsonArray updates, Cursor before) throws InterruptedException {
        Deque<Item> left = new ArrayDeque<>();
        updates.stream().map(this::read).filter(Objects::nonNull).forEach(left::add);
        Cursor cursor = before;
        while (!left.isEmpty()) {
            cursor = settleSome(left, cursor);
        }
        return cursor;
    }

    /** Records an update that came in a form that is no JSON. */
    Cursor skipUnreadable(long update, Cursor before) {
        Cursor cursor = pass(before, unreadable(update, "the answer that holds it is no JSON"));
        store(cursor);
        return cursor;
    }

    private @Nullable Item read(JsonValue value) {
        if (!(value instanceof JsonObject object)
                || !(object.get("update_id") instanceof JsonNumber number)) {
            log("An update without update_id is passed over");
            return null;
        }
        try {
            Update update = Update.of(value);
            return switch (taking.reader().read(update)) {
                case Reading.Leave(Skipped why) ->
                        new Item(update.id(), null, taking.tally().skipped(why));
                case Reading.Take(Incoming incoming) ->
                        new Item(
                                update.id(),
                                new Taken(
                                        update.id(),
                                        incoming,
                                        taking.events().make(update, incoming)),
                                "");
            };
        } catch (BadInputException e) {
            return unreadable(number.longValue(), e.getMessage());
        }
    }

    private Item unreadable(long update, String why) {
        log("The update " + update + " is passed over: " + why);
        return new Item(update, null, taking.tally().skipped(Skipped.UNREADABLE));
    }

    /** Takes as many as may be taken at once, and passes over those in between. */
    private Cursor settleSome(Deque<Item> left, Cursor before) throws InterruptedException {
        List<Taken> taken = new ArrayList<>();
        Cursor cursor = before;
        int room = room(left);
        while (!left.isEmpty()) {
            Taken next = left.peek().taken();
            if (next != null) {
                if (taken.size() == room) {
                    break;
                }
                taken.add(next);
            }
            cursor = pass(cursor, left.remove());
        }
        if (taken.isEmpty()) {
            store(cursor);
            return cursor;
        }
        return commit(taken, cursor);
    }

    private Cursor pass(Cursor cursor, Item item) {
        long now = context.clock().millis();
        Cursor noted =
                item.taken() == null ? cursor.skipping(item.update(), item.reason(), now) : cursor;
        return noted.past(item.update(), now);
    }

    /** Waits until at least one event may be taken; how many may. */
    private int room(Deque<Item> left) throws InterruptedException {
        long events = left.stream().filter(item -> item.taken() != null).count();
        int wanted = (int) Math.min(events, MOST_EVENTS);
        int room = bucket.take(wanted);
        while (room == 0 && wanted > 0) {
            rest.rest(bucket.untilNext());
            room = bucket.take(wanted);
        }
        return room;
    }

    /** Tries until the host has taken or refused each of them; the cursor comes with the last. */
    private Cursor commit(List<Taken> taken, Cursor past) throws InterruptedException {
        Cursor cursor = past;
        List<Taken> open = taken;
        while (!open.isEmpty()) {
            List<Receipt> receipts =
                    context.submit(
                            Submission.of(open.stream().map(Taken::event).toList())
                                    .putIfSettled(Cursor.STATE, cursor.json(context.json())));
            List<Taken> again = new ArrayList<>();
            Duration wait = Duration.ZERO;
            for (int i = 0; i < receipts.size(); i++) {
                Receipt receipt = receipts.get(i);
                Duration asked = wait(receipt);
                if (asked.isPositive()) {
                    again.add(open.get(i));
                    wait = asked.compareTo(wait) > 0 ? asked : wait;
                } else {
                    cursor = note(open.get(i), receipt, cursor);
                }
            }
            if (!again.isEmpty()) {
                rest.rest(wait);
            }
            open = again;
        }
        if (!cursor.equals(past)) {
            store(cursor);
        }
        return cursor;
    }

    /** How long to wait before the event is submitted again; not at all where it is settled. */
    private static Duration wait(Receipt receipt) {
        return switch (receipt) {
            case Receipt.Accepted _, Receipt.Duplicate _, Receipt.Conflict _ -> Duration.ZERO;
            case Receipt.Refused refused ->
                    refused.reason() == Receipt.Refusal.CLOSED ? SOON : Duration.ZERO;
            case Receipt.RateLimited limited -> atLeastSomething(limited.after());
            case Receipt.Overloaded overloaded -> atLeastSomething(overloaded.after());
            default -> SOON;
        };
    }

    private static Duration atLeastSomething(Duration wait) {
        return wait.isPositive() ? wait : SOON;
    }

    private Cursor note(Taken taken, Receipt receipt, Cursor cursor) {
        long now = context.clock().millis();
        return switch (receipt) {
            case Receipt.Accepted _ -> {
                taking.tally().taken();
                taking.callbacks().answer(taken.incoming());
                yield cursor;
            }
            case Receipt.Conflict _ ->
                    cursor.skipping(taken.update(), taking.tally().skipped(Skipped.CONFLICT), now);
            case Receipt.Refused refused -> {
                String reason = taking.tally().refused(refused.reason(), refused.detail());
                yield cursor.skipping(taken.update(), reason, now);
            }
            default -> cursor;
        };
    }

    private void store(Cursor cursor) {
        context.state().put(Cursor.STATE, cursor.json(context.json()));
    }

    private void log(String text) {
        context.log().log(System.Logger.Level.WARNING, text);
    }
}
