package dev.kheish.plugin.slack;

import dev.kheish.spi.ConnectorStatus;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;

import java.util.Map;

/** How a connector is doing, as its view shows it. Safe for use by many threads. */
final class StatusView {
    private final Troubles troubles;
    private final Tally tally;
    private final Identities identities;
    private final JsonProvider json;

    StatusView(Troubles troubles, Tally tally, Identities identities, JsonProvider json) {
        this.troubles = troubles;
        this.tally = tally;
        this.identities = identities;
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
        add(details, "ignored", counts.ignored());
        add(details, "skipped", counts.skipped());
        if (counts.redelivered() > 0) {
            details.add("redelivered", counts.redelivered());
        }
        if (!wrong.isEmpty()) {
            JsonObjectBuilder errors = json.createObjectBuilder();
            wrong.forEach((where, trouble) -> errors.add(where, trouble.error()));
            details.add("errors", errors);
        }
        Map<String, Identities.Bot> known = identities.known();
        if (!known.isEmpty()) {
            JsonObjectBuilder bots = json.createObjectBuilder();
            known.forEach(
                    (path, bot) ->
                            bots.add(
                                    path,
                                    json.createObjectBuilder()
                                            .add("team_id", bot.team())
                                            .add("user_id", bot.user())));
            details.add("bots", bots);
        }
        return details.build();
    }

    private void add(JsonObjectBuilder to, String name, Map<String, Tally.Count> counts) {
        if (counts.isEmpty()) {
            return;
        }
        JsonObjectBuilder list = json.createObjectBuilder();
        counts.forEach(
                (reason, count) ->
                        list.add(
                                reason,
                                json.createObjectBuilder()
                                        .add("count", count.number())
                                        .add("last_at_ms", count.lastAtMs())
                                        .add("advice", count.advice())));
        to.add(name, list);
    }
}
