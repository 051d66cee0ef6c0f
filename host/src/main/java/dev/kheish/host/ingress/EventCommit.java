package dev.kheish.host.ingress;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.asset.Assets;
import dev.kheish.host.connector.SessionPolicy;
import dev.kheish.host.index.IndexKey;
import dev.kheish.host.index.Receipts;
import dev.kheish.host.retention.Slice;
import dev.kheish.host.run.NewRun;
import dev.kheish.host.run.RunInput;
import dev.kheish.host.run.Runs;
import dev.kheish.host.run.StoredRun;
import dev.kheish.host.session.Admission;
import dev.kheish.host.session.NewSession;
import dev.kheish.host.session.Session;
import dev.kheish.host.session.SessionHints;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Tx;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Receipt.Refusal;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Takes one event inside a transaction: known or new by its receipt, then session, rate, and the
 * run with all that belongs to it. Refusals write nothing.
 */
final class EventCommit {
    private final Receipts receipts;
    private final RateBuckets rates;
    private final Sessions sessions;
    private final Runs runs;
    private final Assets assets;
    private final Clock clock;

    EventCommit(Parts parts, RateBuckets rates) {
        this.receipts = parts.receipts();
        this.rates = rates;
        this.sessions = parts.sessions();
        this.runs = parts.runs();
        this.assets = parts.assets();
        this.clock = parts.clock();
    }

    /** The rooms that a commit touches. */
    record Parts(Sessions sessions, Runs runs, Receipts receipts, Assets assets, Clock clock) {}

    /** Whether events should wait until more of what is known in memory has gone to disk. */
    boolean isFull() {
        return receipts.isFull() || sessions.isFull();
    }

    /** Receipts that are old, and what is left of their runs. */
    Slice slice() {
        return new ReceiptSlice(receipts, runs);
    }

    Receipt take(Tx tx, Source source, PreparedEvent event) {
        Optional<Receipt> known = known(tx, event);
        if (known.isPresent()) {
            return known.get();
        }
        SessionPolicy policy = source.policy().session();
        Session.Terms terms =
                new Session.Terms(
                        policy.personaId(), policy.capabilityScope(), policy.credentialScope());
        Admission admission =
                sessions.admit(
                        tx, sessions.resolve(tx, event.hints()), terms, policy.createIfMissing());
        return switch (admission) {
            case Admission.Enter(Session session) -> run(tx, source, event, session);
            case Admission.Make(String id, Session.Terms _) -> {
                Receipt limited = rate(source, event);
                yield limited != null
                        ? limited
                        : write(tx, source, event, create(tx, source, id, terms));
            }
            case Admission.Missing(String id) -> RefusalTexts.missing(source, id);
            case Admission.Mismatch(String id, String member) ->
                    RefusalTexts.mismatch(source, id, member);
            case Admission.UnknownPersona(String persona) ->
                    RefusalTexts.unknownPersona(source, persona);
            case Admission.NoSession() -> RefusalTexts.noSession();
        };
    }

    /** What became of an earlier event with one of this event's keys. */
    Optional<Receipt> known(Reader reader, PreparedEvent event) {
        IndexKey key = event.key();
        if (key != null) {
            Optional<Receipt> known = known(reader, key, event.fingerprint());
            if (known.isPresent()) {
                return known;
            }
        }
        for (IndexKey alias : event.aliases()) {
            Optional<Receipt> known = known(reader, alias, null);
            if (known.isPresent()) {
                return known;
            }
        }
        return Optional.empty();
    }

    /**
     * @param fingerprint to compare; null where the key alone settles it
     */
    private Optional<Receipt> known(Reader reader, IndexKey key, byte @Nullable [] fingerprint) {
        OptionalLong found = receipts.find(reader, key);
        return found.isEmpty()
                ? Optional.empty()
                : EarlierRun.find(reader, found.getAsLong(), key)
                        .map(run -> run.receipt(fingerprint));
    }

    private Session create(Tx tx, Source source, String id, Session.Terms terms) {
        Session session = sessions.create(tx, new NewSession(id, source.row(), null, terms));
        runs.opened(session);
        return session;
    }

    private Receipt run(Tx tx, Source source, PreparedEvent event, Session session) {
        Receipt limited = rate(source, event);
        return limited != null ? limited : write(tx, source, event, session);
    }

    private @Nullable Receipt rate(Source source, PreparedEvent event) {
        long perSecond = source.policy().eventsPerSecond();
        long wait = perSecond == 0 ? 0 : rates.take(event.rate(), perSecond, clock.millis());
        return wait == 0 ? null : new Receipt.RateLimited(Duration.ofMillis(wait));
    }

    private Receipt write(Tx tx, Source source, PreparedEvent event, Session session) {
        bind(tx, event.hints(), session);
        storeTargets(tx, source, event, session);
        RunInput input = event.input();
        for (InlineAsset inline : event.inline()) {
            ObjectNode place = inline.place();
            place.put("asset_id", assets.add(tx, inline.blob()).id());
        }
        StoredRun run =
                runs.add(
                        tx,
                        new NewRun(
                                session.seq(),
                                source.row(),
                                !input.files().isEmpty(),
                                event.receipts(),
                                event.fingerprint(),
                                event.text(),
                                null));
        if (event.key() != null) {
            receipts.add(tx, event.key(), run.seq());
        }
        for (IndexKey alias : event.aliases()) {
            receipts.add(tx, alias, run.seq());
        }
        return new Receipt.Accepted(new AcceptedRun(run, session.id(), input));
    }

    private void bind(Tx tx, SessionHints hints, Session session) {
        if (hints.fixedId() != null) {
            return;
        }
        if (hints.fullKey() != null) {
            sessions.bind(tx, hints.fullKey(), session);
        }
        hints.keys().forEach(key -> sessions.bind(tx, key, session));
    }

    /**
     * An event teaches its session where answers go, unless somebody else did or made the session.
     */
    private void storeTargets(Tx tx, Source source, PreparedEvent event, Session session) {
        boolean ours = Objects.equals(session.connector(), source.incarnation());
        boolean free = session.targetsBy() != Session.TargetsBy.API;
        if (event.targets() != null && ours && free && !event.targets().equals(session.targets())) {
            sessions.setTargets(tx, session, event.targets(), Session.TargetsBy.CONNECTOR);
        }
    }

    /** Refusals in the words of whoever has to mend them. */
    private static final class RefusalTexts {
        static Receipt missing(Source source, String id) {
            return new Receipt.Refused(
                    Refusal.SESSION_MISSING,
                    "Session '%s' does not exist, and session_policy.create_if_missing of %s is false: set it to true, or create the session first."
                            .formatted(id, source.name()));
        }

        static Receipt mismatch(Source source, String id, String member) {
            return new Receipt.Refused(
                    Refusal.SESSION_MISMATCH,
                    "Session '%s' has another %s than session_policy.%s of %s asks for; a session keeps what it was made with."
                            .formatted(id, member, member, source.name()));
        }

        static Receipt unknownPersona(Source source, String persona) {
            return new Receipt.Refused(
                    Refusal.UNKNOWN_PERSONA,
                    "No persona '%s' exists; session_policy.persona_id of %s names it."
                            .formatted(persona, source.name()));
        }

        static Receipt noSession() {
            return new Receipt.Refused(
                    Refusal.NO_SESSION,
                    "Nothing says which session the event belongs to: give the connector a fixed_session_id, or send a session id or a key.");
        }
    }
}
