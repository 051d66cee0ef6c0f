package dev.kheish.host.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.run.DeliveryViews;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Row;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** How deliveries are shown. Addresses and contents are for those who may see them. */
final class Views implements DeliveryViews {
    private static final int MOST_OF_A_RUN = 200;

    @Override
    public ArrayNode ofRun(Reader reader, long run) {
        List<DeliveryRow> rows =
                reader.list(
                        DeliveryRow.SELECT
                                + " from output o join delivery d on d.output = o.seq"
                                + DeliveryRow.PLACE
                                + " where o.run = ? order by o.seq, d.seq limit "
                                + MOST_OF_A_RUN,
                        DeliveryRow::read,
                        run);
        ArrayNode views = Json.array();
        rows.forEach(row -> views.add(summary(reader, row)));
        return views;
    }

    /** What a list shows. */
    ObjectNode summary(Reader reader, DeliveryRow row) {
        return view(reader, row, Detail.LIST);
    }

    ObjectNode view(Reader reader, DeliveryRow row, Detail detail) {
        ObjectNode view =
                Json.object().put("delivery_id", row.id()).put("status", row.state().text());
        Optional<Outgoing> outgoing = Outgoing.read(reader, row.seq());
        outgoing.ifPresent(each -> speaker(view, each.speaker()));
        view.put("plugin", row.target().plugin());
        putIf(view, "connector", row.target().connector());
        view.put("target", row.target().display());
        view.put("attempts", row.attempts()).put("created_at_ms", row.createdMs());
        times(view, row);
        errors(view, row);
        aftermath(reader, view, row);
        outgoing.ifPresent(each -> body(view, Json.readStored(each.body()), detail));
        if (detail == Detail.ALL) {
            view.put("address", row.target().address());
        }
        return view;
    }

    ArrayNode attempts(Reader reader, DeliveryRow row) {
        ArrayNode list = Json.array();
        reader.list(
                        "select number, started_ms, duration_ms, outcome, status, provider_id, answer, error"
                                + " from delivery_attempt where delivery = ? order by number desc limit 1000",
                        Views::attempt,
                        row.seq())
                .reversed()
                .forEach(list::add);
        return list;
    }

    private static ObjectNode attempt(Row row) {
        ObjectNode view =
                Json.object()
                        .put("attempt", row.integer(1))
                        .put("started_at_ms", row.integer(2))
                        .put("duration_ms", row.integer(3))
                        .put("outcome", row.text(4));
        putIf(view, "status", row.integerOrNull(5));
        putIf(view, "provider_id", row.textOrNull(6));
        putIf(view, "answer", row.textOrNull(7));
        putIf(view, "error", row.textOrNull(8));
        return view;
    }

    private static void speaker(ObjectNode view, Outgoing.Speaker speaker) {
        view.put("session_id", speaker.sessionId());
        putIf(view, "thread_id", speaker.threadId());
        putIf(view, "run_id", speaker.runId());
    }

    private static void times(ObjectNode view, DeliveryRow row) {
        DeliveryRow.Waiting waiting = row.waiting();
        if (waiting != null) {
            view.put("in_flight", waiting.lent());
            if (!waiting.lent()) {
                putIf(view, "next_attempt_at_ms", waiting.dueMs());
            }
        }
        Long settled = row.outcome().settledMs();
        switch (row.state()) {
            case DELIVERED -> putIf(view, "delivered_at_ms", settled);
            case DEAD_LETTERED -> putIf(view, "dead_lettered_at_ms", settled);
            case CANCELLED -> putIf(view, "cancelled_at_ms", settled);
            case PENDING, RETRYING -> {}
        }
    }

    private static void errors(ObjectNode view, DeliveryRow row) {
        putIf(view, "last_error", row.outcome().error());
        if (row.state() == DeliveryState.DEAD_LETTERED) {
            putIf(view, "terminal_error", row.outcome().error());
            view.put("ambiguous", row.outcome().ambiguous());
        }
    }

    private static void aftermath(Reader reader, ObjectNode view, DeliveryRow row) {
        putIf(view, "dead_letter_resolved_at_ms", row.aftermath().resolvedMs());
        putIf(view, "dead_letter_resolution_reason", row.aftermath().resolution());
        Long source = row.aftermath().replayOf();
        if (source != null) {
            DeliveryRow.find(reader, source)
                    .ifPresent(each -> view.put("replayed_from_delivery_id", each.id()));
        }
    }

    private static void body(ObjectNode view, JsonNode body, Detail detail) {
        String content = body.path("content").asText("");
        view.put("content_size_bytes", content.getBytes(StandardCharsets.UTF_8).length)
                .put("parts_count", body.path("parts").size())
                .put("artifacts_count", body.path("artifacts").size());
        if (detail != Detail.LIST) {
            view.put("content", content);
        }
    }

    private static void putIf(ObjectNode view, String name, @Nullable String value) {
        if (value != null) {
            view.put(name, value);
        }
    }

    private static void putIf(ObjectNode view, String name, @Nullable Long value) {
        if (value != null) {
            view.put(name, value);
        }
    }

    /** How much is shown. */
    enum Detail {
        /** A line of a list. */
        LIST,
        /** With the content. */
        CONTENT,
        /** With the address, too. */
        ALL
    }
}
