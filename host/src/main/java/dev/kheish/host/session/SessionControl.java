package dev.kheish.host.session;

import dev.kheish.host.connector.Reference;
import dev.kheish.host.connector.ReferenceSource;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.connector.TargetCleaner;
import dev.kheish.host.json.Json;
import dev.kheish.host.session.Session.TargetsBy;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;
import dev.kheish.host.stream.EventLog;
import dev.kheish.host.stream.NewEvent;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the control plane does to sessions. Safe for use by many threads. */
public final class SessionControl implements ReferenceSource, TargetCleaner {
    private static final int LOOKED_THROUGH = 10_000;

    private final Store store;
    private final Sessions sessions;
    private final UnfinishedRuns unfinished;
    private final EventLog events;
    private final Clock clock;

    public SessionControl(
            Store store,
            Sessions sessions,
            UnfinishedRuns unfinished,
            EventLog events,
            Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.unfinished = unfinished;
        this.events = events;
        this.clock = clock;
    }

    /** A key that leads to a session. */
    public record Binding(String key, long createdMs) {}

    /** Whether a session has runs that have not ended. */
    public boolean isBusy(Session session) {
        return store.read(reader -> unfinished.has(reader, session.seq()));
    }

    /** The session with this id. */
    public Optional<Session> find(String id) {
        return store.read(reader -> sessions.read(reader, id));
    }

    /** Sessions in the order of their ids, after {@code after}. */
    public List<Session> list(@Nullable String personaId, String after, int limit) {
        return store.read(
                reader ->
                        personaId == null
                                ? sessions.after(reader, after, limit)
                                : reader.list(
                                        "select "
                                                + Session.COLUMNS
                                                + " from session where persona_id = ? and deleted_ms is null"
                                                + " and id > ? order by id limit ?",
                                        Session::read,
                                        personaId,
                                        after,
                                        limit));
    }

    /** Makes a session, or finds that it exists with the same terms. */
    public SessionOutcome create(NewSession made) throws InterruptedException {
        return store.write(
                tx -> {
                    Optional<Session> present = sessions.find(tx, made.id());
                    if (present.isPresent()) {
                        String member = present.get().terms().disagreement(made.terms());
                        return member == null
                                ? new SessionOutcome.Done(present.get())
                                : new SessionOutcome.Mismatch(member);
                    }
                    String persona = made.terms().personaId();
                    return persona != null && !Personas.exists(tx, persona)
                            ? new SessionOutcome.UnknownPersona(persona)
                            : new SessionOutcome.Created(sessions.create(tx, made));
                });
    }

    /** Deletes a session without unfinished runs, and the keys that lead to it. Its runs stay. */
    public SessionOutcome delete(String id) throws InterruptedException {
        return store.write(
                tx ->
                        sessions.find(tx, id)
                                .<SessionOutcome>map(session -> delete(tx, session))
                                .orElseGet(SessionOutcome.Unknown::new));
    }

    /** Replaces the reply targets; later runs go there. Events do not write over them. */
    public SessionOutcome setTargets(String id, List<StoredTarget> targets)
            throws InterruptedException {
        String list = targets.isEmpty() ? null : Json.write(StoredTarget.listToJson(targets));
        return change(
                id,
                (tx, session) -> {
                    Session changed = sessions.setTargets(tx, session, list, TargetsBy.API);
                    events.append(
                            tx, NewEvent.ofSession("session_targets_changed", session.seq(), null));
                    return new SessionOutcome.Done(changed);
                });
    }

    /** The stored reply targets, in order. */
    public static List<StoredTarget> targets(Session session) {
        return session.targets() == null
                ? List.of()
                : StoredTarget.listFromJson(Json.readStored(session.targets()));
    }

    /** Keys that lead to a session, after {@code after}. */
    public List<Binding> bindings(Session session, String after, int limit) {
        return store.read(
                reader ->
                        reader.list(
                                "select key, created_ms from binding where session = ? and key > ? order by key limit ?",
                                row -> new Binding(row.text(1), row.integer(2)),
                                session.seq(),
                                after,
                                limit));
    }

    /**
     * Lets a key lead to a session.
     *
     * @param move whether it may be taken from another session
     */
    public SessionOutcome bind(String id, String key, boolean move) throws InterruptedException {
        return change(
                id,
                (tx, session) -> {
                    Optional<Session> holder = sessions.boundTo(tx, key);
                    if (holder.isPresent() && holder.get().seq() != session.seq() && !move) {
                        return new SessionOutcome.KeyTaken(holder.get().id());
                    }
                    sessions.rebind(tx, key, session);
                    return new SessionOutcome.Done(session);
                });
    }

    /** Lets a key lead nowhere; no matter if it led elsewhere. */
    public SessionOutcome unbind(String id, String key) throws InterruptedException {
        return change(
                id,
                (tx, session) -> {
                    sessions.boundTo(tx, key)
                            .filter(holder -> holder.seq() == session.seq())
                            .ifPresent(_ -> sessions.unbind(tx, key));
                    return new SessionOutcome.Done(session);
                });
    }

    /** The session that a key leads to. */
    public Optional<Session> boundTo(String key) {
        return store.read(reader -> sessions.boundTo(reader, key));
    }

    /** Sessions with unfinished runs whose stored targets name a connector. */
    @Override
    public List<Reference> references(
            Reader reader, String kind, String name, long incarnation, int limit) {
        List<Reference> found = new ArrayList<>();
        for (Session session : naming(reader, kind, name, LOOKED_THROUGH)) {
            if (found.size() < limit && unfinished.has(reader, session.seq())) {
                found.add(
                        new Reference(
                                "session",
                                session.id(),
                                "its reply targets name the connector, and it has unfinished runs"));
            }
        }
        return found;
    }

    @Override
    public void forget(Tx tx, String kind, String name) {
        for (Session session : naming(tx, kind, name, LOOKED_THROUGH)) {
            List<StoredTarget> kept =
                    targets(session).stream().filter(target -> !names(target, kind, name)).toList();
            String list = kept.isEmpty() ? null : Json.write(StoredTarget.listToJson(kept));
            sessions.setTargets(tx, session, list, session.targetsBy());
            events.append(tx, NewEvent.ofSession("session_target_dropped", session.seq(), null));
        }
    }

    private List<Session> naming(Reader reader, String kind, String name, int limit) {
        return reader.list(
                "select "
                        + prefixed()
                        + " from session_target t join session s on s.seq = t.session"
                        + " where t.plugin = ? and t.connector = ? and s.deleted_ms is null limit ?",
                Session::read,
                kind,
                name,
                limit);
    }

    private static boolean names(StoredTarget target, String kind, String name) {
        return target.plugin().equals(kind) && name.equals(target.connector());
    }

    private static String prefixed() {
        return "s." + Session.COLUMNS.replace(", ", ", s.");
    }

    private SessionOutcome delete(Tx tx, Session session) {
        if (unfinished.has(tx, session.seq())) {
            return new SessionOutcome.Busy();
        }
        tx.update("update session set deleted_ms = ? where seq = ?", clock.millis(), session.seq());
        tx.update("delete from binding where session = ?", session.seq());
        sessions.forget(session);
        events.append(tx, NewEvent.ofSession("session_deleted", session.seq(), null));
        return new SessionOutcome.Done(session);
    }

    private SessionOutcome change(String id, Change change) throws InterruptedException {
        return store.write(
                tx ->
                        sessions.find(tx, id)
                                .map(session -> change.make(tx, session))
                                .orElseGet(SessionOutcome.Unknown::new));
    }

    @FunctionalInterface
    private interface Change {
        SessionOutcome make(Tx tx, Session session);
    }
}
