package dev.kheish.plugin.external;

import dev.kheish.spi.IngressReply;
import dev.kheish.spi.RunRef;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;

import java.time.Duration;
import java.util.List;

/** What senders of events are told. Safe for use by many threads. */
final class Replies {
    private static final String RATE_LIMITED = "external_ingress_rate_limited";
    private static final int OK = 200;
    private static final int CONFLICT = 409;

    private final JsonProvider json;

    Replies(JsonProvider json) {
        this.json = json;
    }

    /** For one event: accepted, duplicate and rejected are all 200. */
    IngressReply single(Outcome.Of one) {
        return switch (one.outcome()) {
            case Outcome.Accepted _, Outcome.Duplicate _, Outcome.Rejected _ ->
                    IngressReply.json(OK, item(one).build());
            case Outcome.RateLimited(Duration after) ->
                    IngressReply.rateLimited(RATE_LIMITED, after);
            case Outcome.Busy(String reason, Duration after) ->
                    IngressReply.unavailable("service_unavailable", reason, after);
            case Outcome.NotYet(String reason) ->
                    IngressReply.problem(CONFLICT, "conflict", reason);
        };
    }

    /** For a batch: one result for each event; no member at all where there was none. */
    IngressReply batch(List<Outcome.Of> all) {
        JsonObjectBuilder body = json.createObjectBuilder();
        if (!all.isEmpty()) {
            JsonArrayBuilder results = json.createArrayBuilder();
            all.forEach(each -> results.add(item(each)));
            body.add("results", results);
        }
        return IngressReply.json(OK, body.build());
    }

    private JsonObjectBuilder item(Outcome.Of one) {
        JsonObjectBuilder item = json.createObjectBuilder();
        if (one.eventId() != null) {
            item.add("event_id", one.eventId());
        }
        switch (one.outcome()) {
            case Outcome.Accepted(RunRef run) -> run(item.add("status", "accepted"), run);
            case Outcome.Duplicate(RunRef run) -> run(item.add("status", "duplicate"), run);
            case Outcome.Rejected rejected -> rejected(item.add("status", "rejected"), rejected);
            case Outcome.RateLimited(Duration after) -> wait(item, after);
            // The only word that tells an older sidecar how long to wait.
            case Outcome.Busy(String reason, Duration after) ->
                    wait(item, after).add("reason", reason);
            case Outcome.NotYet(String reason) -> item.add("status", "error").add("reason", reason);
        }
        return item;
    }

    private static void run(JsonObjectBuilder item, RunRef run) {
        item.add("session_id", run.sessionId()).add("run_id", run.runId());
    }

    private static void rejected(JsonObjectBuilder item, Outcome.Rejected rejected) {
        if (rejected.sessionId() != null) {
            item.add("session_id", rejected.sessionId());
        }
        if (rejected.runId() != null) {
            item.add("run_id", rejected.runId());
        }
        item.add("reason", rejected.reason());
    }

    private static JsonObjectBuilder wait(JsonObjectBuilder item, Duration after) {
        return item.add("status", "rate_limited")
                .add("retry_after_ms", Math.max(1, after.toMillis()));
    }
}
