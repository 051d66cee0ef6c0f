package dev.kheish.host.run;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.session.Session;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** Shows runs as the API does. Safe for use by many threads. */
public final class RunViews {
    private static final int POSITIONS = 1000;

    private final Store store;
    private final Sessions sessions;
    private final Line line;
    private final DeliveryViews deliveries;

    public RunViews(Store store, Runs runs, DeliveryViews deliveries) {
        this.store = store;
        this.sessions = runs.sessions();
        this.line = runs.line();
        this.deliveries = deliveries;
    }

    /** One run of a list; its row number is its place. */
    public record View(long seq, ObjectNode json) {}

    /** A run that was added just now; asks no database. */
    public static ObjectNode accepted(StoredRun run, String sessionId, RunInput input) {
        RunState state = input.files().isEmpty() ? RunState.QUEUED : RunState.PREPARING;
        long atMs = run.id().atMs();
        ObjectNode view = head(run, sessionId, input, state).put("updated_at_ms", atMs);
        request(view, input);
        view.putArray("outputs");
        view.putArray("deliveries");
        return view.putNull("error").put("attempt", 0);
    }

    /** One run. */
    public Optional<ObjectNode> find(String id) {
        return store.read(reader -> RunRow.find(reader, id).map(row -> single(reader, row)));
    }

    /** A run that has just been claimed, with what its worker needs besides. */
    public ObjectNode claimed(Claim claim) {
        return store.read(
                reader -> {
                    RunRow row = RunRow.find(reader, claim.run().seq()).orElseThrow();
                    ObjectNode view = view(reader, row);
                    Sessions.read(reader, claim.run().session())
                            .ifPresent(session -> terms(view, session));
                    return view.put("lease_token", claim.lease().token())
                            .put("lease_expires_at_ms", claim.expiresMs())
                            .put("attempt", claim.attempt());
                });
    }

    /** Runs in the order in which they were submitted. */
    public List<View> list(RunQuery query) {
        return store.read(
                reader ->
                        RunList.find(reader, sessions, line, query).stream()
                                .map(row -> new View(row.run().seq(), view(reader, row)))
                                .toList());
    }

    private ObjectNode single(Reader reader, RunRow row) {
        ObjectNode view = view(reader, row);
        if (row.state() == RunState.QUEUED || row.state() == RunState.PREPARING) {
            position(reader, row.run()).ifPresent(place -> view.put("queued_position", place));
        }
        return view;
    }

    private ObjectNode view(Reader reader, RunRow row) {
        StoredRun run = row.run();
        String sessionId = Sessions.read(reader, run.session()).map(Session::id).orElse("");
        if (row.isPruned()) {
            return pruned(row, sessionId);
        }
        RunInput input = RunInput.read(row.input());
        Long updatedMs = row.updatedMs();
        ObjectNode view =
                head(run, sessionId, input, row.state())
                        .put("updated_at_ms", updatedMs == null ? run.id().atMs() : updatedMs);
        time(view, "started_at_ms", row.startedMs());
        time(view, "finished_at_ms", row.finishedMs());
        time(view, "retry_at_ms", row.dueMs());
        request(view, input);
        view.set("outputs", OutputViews.ofRun(reader, sessionId, run));
        view.set("deliveries", deliveries.ofRun(reader, run.seq()));
        view.put("error", row.error()).put("attempt", row.attempt());
        Long original = row.replayOf();
        if (original != null) {
            RunRow.find(reader, original)
                    .ifPresent(found -> view.put("replay_of", found.run().text()));
        }
        return view;
    }

    /** What is left of a run that was emptied because of its age. */
    private static ObjectNode pruned(RunRow row, String sessionId) {
        ObjectNode view =
                Json.object()
                        .put("run_id", row.run().text())
                        .put("session_id", sessionId)
                        .put("status", row.state().text())
                        .put("submitted_at_ms", row.run().id().atMs());
        time(view, "finished_at_ms", row.finishedMs());
        return view.put("pruned", true);
    }

    private static ObjectNode head(
            StoredRun run, String sessionId, RunInput input, RunState state) {
        boolean scheduled = input.sourcePlugin().equals(RunInput.SCHEDULER);
        return Json.object()
                .put("run_id", run.text())
                .put("session_id", sessionId)
                .put("kind", scheduled ? "scheduled_input" : "input")
                .put("status", state.text())
                .put("submitted_at_ms", run.id().atMs());
    }

    private static void request(ObjectNode view, RunInput input) {
        view.putObject("request")
                .put("source_plugin", input.sourcePlugin())
                .put("source_kind", input.sourceKind())
                .put("actor_id", input.actorId())
                .put("text_preview", input.preview());
        view.set("input_items", input.items());
        view.set("input_attachments", input.attachments());
        view.set("input_metadata", input.metadata());
    }

    private static void terms(ObjectNode view, Session session) {
        Session.Terms terms = session.terms();
        ObjectNode json = view.putObject("session");
        json.put("session_id", session.id()).put("thread_id", session.threadId());
        json.put("persona_id", terms.personaId());
        scope(json, "capability_scope", terms.capabilityScope());
        scope(json, "credential_scope", terms.credentialScope());
    }

    private static void scope(ObjectNode json, String member, @Nullable String scope) {
        if (scope != null) {
            json.set(member, Json.readStored(scope));
        }
    }

    private static void time(ObjectNode view, String member, @Nullable Long ms) {
        if (ms != null) {
            view.put(member, ms);
        }
    }

    /**
     * How many waiting runs of its session are before it, itself included; empty if too many to
     * count.
     */
    private Optional<Long> position(Reader reader, StoredRun run) {
        Line.Page page = line.before(reader, run.session(), run.seq() + 1, POSITIONS);
        long waiting = 0;
        for (Line.Place place : page.places()) {
            RunState state = place.state();
            if (state.isFinal() && state != RunState.CANCELLED) {
                return Optional.of(waiting);
            }
            waiting += state == RunState.QUEUED || state == RunState.PREPARING ? 1 : 0;
        }
        return page.isLast() ? Optional.of(waiting) : Optional.empty();
    }
}
