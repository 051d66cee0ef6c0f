package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorStatus;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;

import java.util.Map;
import java.util.Optional;

/** How a connector is doing, as its view shows it. Safe for use by many threads. */
final class StatusView {
    private final Troubles troubles;
    private final Tally tally;
    private final Account account;
    private final Optional<Poller> poller;
    private final Optional<Webhook> webhook;
    private final JsonProvider json;

    StatusView(
            Platform platform,
            Tally tally,
            Optional<Poller> poller,
            Optional<Webhook> webhook,
            JsonProvider json) {
        this.troubles = platform.troubles();
        this.account = platform.account();
        this.tally = tally;
        this.poller = poller;
        this.webhook = webhook;
        this.json = json;
    }

    ConnectorStatus status() {
        Map<String, Troubles.Trouble> wrong = troubles.all();
        Tally.Snapshot counts = tally.snapshot();
        return health(wrong, counts).withDetails(details(wrong, counts));
    }

    private static ConnectorStatus health(
            Map<String, Troubles.Trouble> wrong, Tally.Snapshot counts) {
        for (Troubles.Trouble trouble : wrong.values()) {
            if (trouble.total()) {
                return ConnectorStatus.failing(trouble.text());
            }
        }
        if (!wrong.isEmpty()) {
            return ConnectorStatus.degraded(wrong.values().iterator().next().text());
        }
        return counts.unsolved()
                .map(
                        skipped ->
                                ConnectorStatus.degraded(
                                        "Messages are not taken: " + skipped.advice()))
                .orElseGet(ConnectorStatus::ok);
    }

    private JsonObject details(Map<String, Troubles.Trouble> wrong, Tally.Snapshot counts) {
        JsonObjectBuilder details = json.createObjectBuilder();
        account.known()
                .ifPresent(
                        bot ->
                                details.add(
                                        "bot",
                                        json.createObjectBuilder()
                                                .add("id", bot.id())
                                                .add("username", bot.username())));
        if (!counts.skipped().isEmpty()) {
            details.add("skipped", skipped(counts.skipped()));
        }
        if (!wrong.isEmpty()) {
            JsonObjectBuilder errors = json.createObjectBuilder();
            wrong.forEach((where, trouble) -> errors.add(where, trouble.error()));
            details.add("errors", errors);
        }
        poller.flatMap(Poller::cursor).ifPresent(cursor -> details.add("polling", polling(cursor)));
        webhook.ifPresent(managed -> details.add("webhook", webhook(managed)));
        return details.build();
    }

    private JsonObjectBuilder skipped(Map<String, Tally.Count> counts) {
        JsonObjectBuilder list = json.createObjectBuilder();
        counts.forEach(
                (reason, count) ->
                        list.add(
                                reason,
                                json.createObjectBuilder()
                                        .add("count", count.number())
                                        .add("last_at_ms", count.lastAtMs())
                                        .add("advice", count.advice())));
        return list;
    }

    private JsonObjectBuilder polling(Cursor cursor) {
        JsonArrayBuilder last = json.createArrayBuilder();
        cursor.skipped()
                .forEach(
                        skip ->
                                last.add(
                                        json.createObjectBuilder()
                                                .add("update_id", skip.update())
                                                .add("reason", skip.reason())
                                                .add("at_ms", skip.atMs())));
        JsonObjectBuilder view = json.createObjectBuilder().add("next_update_id", cursor.next());
        if (cursor.savedAtMs() > 0) {
            view.add("last_update_at_ms", cursor.savedAtMs());
        }
        return view.add("last_skipped", last);
    }

    private JsonObjectBuilder webhook(Webhook managed) {
        JsonObjectBuilder view = json.createObjectBuilder();
        managed.seen()
                .ifPresent(
                        seen -> {
                            view.add("checked_at_ms", seen.checkedAtMs())
                                    .add("pending_updates", seen.pending());
                            if (!seen.lastError().isEmpty()) {
                                view.add("last_error", seen.lastError())
                                        .add("last_error_at_ms", seen.lastErrorAtMs());
                            }
                        });
        Webhook.Dropped dropped = managed.dropped();
        if (dropped.times() > 0) {
            view.add("dropped", dropped.times()).add("last_dropped_at_ms", dropped.lastAtMs());
        }
        return view;
    }
}
