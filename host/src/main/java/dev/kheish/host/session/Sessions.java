package dev.kheish.host.session;

import dev.kheish.host.index.Bindings;
import dev.kheish.host.index.Recent;
import dev.kheish.host.index.SessionIds;
import dev.kheish.host.session.Session.TargetsBy;
import dev.kheish.host.session.Session.Terms;
import dev.kheish.host.store.Insert;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;
import dev.kheish.host.stream.EventLog;
import dev.kheish.host.stream.NewEvent;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Sessions as the writer sees them: rows that were looked up lately stay in memory, so that an
 * event of a known conversation costs no look-up. What is new does not, before it comes again: many
 * conversations have one event, and would push out those that go on. Methods that take a {@link Tx}
 * are for the writer thread, all others for any.
 */
public final class Sessions implements AutoCloseable {
    private static final int REMEMBERED = 20_000;
    private static final int SHORT_KEY = 256;
    private static final Insert SESSION =
            Insert.into(
                    "session",
                    "seq, id, created_ms, connector, thread_id, persona_id, capability_scope, credential_scope");
    private static final Insert BINDING = Insert.into("binding", "seq, key, session, created_ms");

    private final Recent<String, Session> byId = new Recent<>(REMEMBERED);
    private final Recent<Long, String> idBySeq = new Recent<>(REMEMBERED);
    private final Recent<String, Long> byKey = new Recent<>(REMEMBERED);
    private final SessionIds ids;
    private final Bindings bindings;
    private final EventLog events;
    private final Clock clock;

    /** Opens them, with what leads to them. */
    public Sessions(Store store, EventLog events, Clock clock) {
        this.ids = SessionIds.open(store);
        this.bindings = Bindings.open(store);
        this.events = events;
        this.clock = clock;
        store.onUndo(this::forgetAll);
    }

    /** The session with this id. */
    public Optional<Session> find(Tx tx, String id) {
        Session known = byId.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Session> found = read(tx, id);
        found.ifPresent(this::remember);
        return found;
    }

    /** The session with this id, for readers. */
    public Optional<Session> read(Reader reader, String id) {
        OptionalLong row = ids.find(reader, id);
        return row.isEmpty() ? Optional.empty() : live(reader, row.getAsLong(), id);
    }

    /** What an index leads to, if it is there and not deleted. */
    private static Optional<Session> live(Reader reader, long row, String id) {
        return reader.one(
                "select "
                        + Session.COLUMNS
                        + " from session where seq = ? and id = ? and deleted_ms is null",
                Session::read,
                row,
                id);
    }

    /** The row number of the last session with this id, deleted or not. */
    public OptionalLong row(Reader reader, String id) {
        OptionalLong row = ids.find(reader, id);
        return row.isEmpty()
                ? row
                : number(
                        reader,
                        "select seq from session where seq = ? and id = ?",
                        row.getAsLong(),
                        id);
    }

    private static OptionalLong number(Reader reader, String sql, long row, String name) {
        long number = reader.number(sql, 0, row, name);
        return number == 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** Sessions after an id, in order of ids. */
    List<Session> after(Reader reader, String id, int limit) {
        List<Session> found = new ArrayList<>();
        String last = id;
        while (found.size() < limit) {
            List<SessionIds.Place> places = ids.after(reader, last, limit);
            for (SessionIds.Place place : places) {
                last = place.id();
                if (found.size() < limit) {
                    live(reader, place.session(), last).ifPresent(found::add);
                }
            }
            if (places.size() < limit) {
                return found;
            }
        }
        return found;
    }

    /** The session with this row number, deleted or not. */
    public static Optional<Session> read(Reader reader, long seq) {
        return reader.one(
                "select " + Session.COLUMNS + " from session where seq = ?", Session::read, seq);
    }

    /** Which session an event belongs to. */
    public Resolution resolve(Tx tx, SessionHints hints) {
        if (hints.fixedId() != null) {
            return byName(tx, hints.fixedId());
        }
        if (hints.givenId() != null) {
            return byName(tx, hints.givenId());
        }
        if (hints.fullKey() != null) {
            Optional<Session> bound = led(tx, hints.fullKey());
            if (bound.isPresent()) {
                return new Resolution.Existing(bound.get());
            }
        }
        for (String key : hints.keys()) {
            Optional<Session> bound = led(tx, key);
            if (bound.isPresent()) {
                return new Resolution.Existing(bound.get());
            }
        }
        return hints.naturalId() == null ? new Resolution.None() : byName(tx, hints.naturalId());
    }

    /** Whether an input with these terms may enter what was resolved. */
    public Admission admit(Tx tx, Resolution resolution, Terms wanted, boolean createIfMissing) {
        return switch (resolution) {
            case Resolution.None() -> new Admission.NoSession();
            case Resolution.Existing(Session session) -> {
                String member = session.terms().disagreement(wanted);
                yield member == null
                        ? new Admission.Enter(session)
                        : new Admission.Mismatch(session.id(), member);
            }
            case Resolution.Missing(String id) -> {
                if (!createIfMissing) {
                    yield new Admission.Missing(id);
                }
                String persona = wanted.personaId();
                yield persona != null && !Personas.exists(tx, persona)
                        ? new Admission.UnknownPersona(persona)
                        : new Admission.Make(id, wanted);
            }
        };
    }

    /** Makes a session whose id is free. */
    public Session create(Tx tx, NewSession made) {
        Session session =
                new Session(
                        tx.next(Sequence.SESSION),
                        made.id(),
                        clock.millis(),
                        made.connector(),
                        made.threadId(),
                        made.terms(),
                        null,
                        TargetsBy.NOBODY);
        tx.insert(
                SESSION,
                session.seq(),
                session.id(),
                session.createdMs(),
                session.connector(),
                session.threadId(),
                session.terms().personaId(),
                session.terms().capabilityScope(),
                session.terms().credentialScope());
        ids.add(tx, session.id(), session.seq());
        events.append(tx, NewEvent.ofSession("session_created", session.seq(), null));
        return session;
    }

    /** Binds a key that leads nowhere yet; one that leads elsewhere stays. */
    public void bind(Tx tx, String key, Session session) {
        if (holder(tx, key).isPresent()) {
            return;
        }
        long row = tx.next(Sequence.BINDING);
        tx.insert(BINDING, row, key, session.seq(), clock.millis());
        bindings.add(tx, key, row);
    }

    /** Lets a key lead to this session and to no other. */
    void rebind(Tx tx, String key, Session session) {
        OptionalLong row = bindings.find(tx, key);
        int changed =
                row.isEmpty()
                        ? 0
                        : tx.update(
                                "update binding set session = ?, created_ms = ? where seq = ? and key = ? and session <> ?",
                                session.seq(),
                                clock.millis(),
                                row.getAsLong(),
                                key,
                                session.seq());
        if (changed > 0) {
            byKey.remove(key);
        }
        bind(tx, key, session);
    }

    /** Lets a key lead nowhere. */
    void unbind(Tx tx, String key) {
        OptionalLong row = bindings.find(tx, key);
        if (row.isPresent()) {
            tx.update("delete from binding where seq = ? and key = ?", row.getAsLong(), key);
        }
        byKey.remove(key);
    }

    /** Whether events should wait until more of what is known in memory has gone to disk. */
    public boolean isFull() {
        return ids.isFull() || bindings.isFull();
    }

    /** Sets where the answers of a session go when a run does not say. */
    public Session setTargets(Tx tx, Session session, @Nullable String targets, TargetsBy by) {
        tx.update(
                "update session set targets = ?, targets_by = ? where seq = ?",
                targets,
                by.code(),
                session.seq());
        TargetIndex.replace(tx, session, targets);
        Session changed = session.withTargets(targets, by);
        byId.replace(session.id(), changed);
        return changed;
    }

    /** Drops what is remembered of a session, after a change made past this class. */
    void forget(Session session) {
        byId.remove(session.id());
        byKey.removeIf(seq -> seq == session.seq());
    }

    /** The session that a key leads to, for readers. */
    Optional<Session> boundTo(Reader reader, String key) {
        OptionalLong session = bound(reader, key);
        return session.isEmpty() ? Optional.empty() : read(reader, session.getAsLong());
    }

    private OptionalLong bound(Reader reader, String key) {
        OptionalLong row = bindings.find(reader, key);
        return row.isEmpty()
                ? row
                : number(
                        reader,
                        "select session from binding where seq = ? and key = ?",
                        row.getAsLong(),
                        key);
    }

    /** The session that a key leads to, by its row. */
    private OptionalLong holder(Tx tx, String key) {
        Long known = byKey.get(key);
        if (known != null) {
            return OptionalLong.of(known);
        }
        OptionalLong found = bound(tx, key);
        found.ifPresent(session -> remember(key, session));
        return found;
    }

    private Optional<Session> led(Tx tx, String key) {
        OptionalLong session = holder(tx, key);
        return session.isEmpty() ? Optional.empty() : bySeq(tx, session.getAsLong());
    }

    private Optional<Session> bySeq(Tx tx, long seq) {
        String id = idBySeq.get(seq);
        Session known = id == null ? null : byId.get(id);
        if (known != null && known.seq() == seq) {
            return Optional.of(known);
        }
        Optional<Session> found = read(tx, seq);
        found.ifPresent(this::remember);
        return found;
    }

    // Few keys are long, and those would fill the memory.
    private void remember(String key, long session) {
        if (key.length() <= SHORT_KEY) {
            byKey.put(key, session);
        }
    }

    private void remember(Session session) {
        byId.put(session.id(), session);
        idBySeq.put(session.seq(), session.id());
    }

    private Resolution byName(Tx tx, String id) {
        return find(tx, id)
                .<Resolution>map(Resolution.Existing::new)
                .orElseGet(() -> new Resolution.Missing(id));
    }

    @Override
    public void close() {
        ids.close();
        bindings.close();
    }

    private void forgetAll() {
        byId.clear();
        idBySeq.clear();
        byKey.clear();
    }
}
