package dev.kheish.host.secret;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.secret.LeaseSubjects.Standing;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;
import dev.kheish.spi.Credential;
import dev.kheish.spi.LeaseRefusedException;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The right of programs to read secrets: leases with short-lived tokens, granted through {@link
 * #of}, and what operators see and revoke of them.
 *
 * <p>Leases live in memory, and of a token only its hash: a restart of the host ends them all, as
 * it ends the programs that hold them. What outlives it is that a connector's right was revoked.
 * Safe for use by many threads.
 */
public final class CredentialLeases {
    private final Store store;
    private final Secrets secrets;
    private final AuditTrail audit;
    private final RefusalTrail refusals;
    private final Clock clock;
    private final LeaseBook book;
    private final LeaseSubjects subjects;

    private CredentialLeases(
            Store store, Secrets secrets, AuditTrail audit, RefusalTrail refusals, Clock clock) {
        this.store = store;
        this.secrets = secrets;
        this.audit = audit;
        this.refusals = refusals;
        this.clock = clock;
        this.book = new LeaseBook(clock);
        this.subjects = LeaseSubjects.read(store);
    }

    /** Reads whose right is revoked. */
    public static CredentialLeases open(
            Store store, Secrets secrets, AuditTrail audit, RefusalTrail refusals, Clock clock) {
        return new CredentialLeases(store, secrets, audit, refusals, clock);
    }

    /**
     * The door of one opened connector.
     *
     * @param slotMaps the slot of each name, by path of the setting that holds the map
     */
    public ConnectorLeases of(LeaseHolder holder, Map<String, Map<String, String>> slotMaps) {
        return new ConnectorLeases(this, holder, slotMaps);
    }

    /** A lease that stands, or one that was revoked not long ago. */
    public Optional<LeaseStatus> status(String id) {
        return book.status(id);
    }

    /** The leases that stand, oldest first. */
    public List<LeaseStatus> list() {
        return book.list();
    }

    /** Ends a lease for good; empty if none with this id is known. Repeating changes nothing. */
    public Optional<LeaseStatus> revoke(String id, String actor) throws InterruptedException {
        Optional<LeaseStatus> found = book.status(id);
        if (found.isPresent() && found.get().active()) {
            ObjectNode detail = Json.object().put("connector", found.get().holder().toString());
            store.write(
                    tx -> {
                        audit.append(tx, actor, "lease_revoked", id, detail);
                        tx.afterCommit(() -> book.revoke(lease -> lease.id().equals(id)));
                        return id;
                    });
        }
        return book.status(id);
    }

    /** The right of a connector to leases. */
    public SubjectStatus subject(String subject) {
        Standing standing = subjects.of(subject);
        List<String> ids =
                book.list().stream()
                        .filter(lease -> lease.holder().subject().equals(subject))
                        .map(LeaseStatus::id)
                        .toList();
        return new SubjectStatus(subject, standing.epoch(), standing.revoked(), ids);
    }

    /** Whether a subject was ever revoked and not forgotten since. */
    public boolean isKnown(String subject) {
        return subjects.isKnown(subject);
    }

    /** Takes the right away, over restarts too, and revokes the leases that stand. */
    public SubjectStatus revokeSubject(String subject, String actor) throws InterruptedException {
        store.write(
                tx -> {
                    Standing standing = subjects.revoke(tx, subject, clock.millis());
                    ObjectNode detail = Json.object().put("epoch", standing.epoch());
                    audit.append(tx, actor, "subject_revoked", subject, detail);
                    tx.afterCommit(
                            () -> book.revoke(lease -> lease.holder().subject().equals(subject)));
                    return standing;
                });
        return subject(subject);
    }

    /** Gives the right back; leases that were revoked stay so. */
    public SubjectStatus restoreSubject(String subject, String actor) throws InterruptedException {
        store.write(
                tx -> {
                    Optional<Standing> restored = subjects.restore(tx, subject, clock.millis());
                    restored.ifPresent(
                            standing ->
                                    audit.append(
                                            tx,
                                            actor,
                                            "subject_restored",
                                            subject,
                                            Json.object().put("epoch", standing.epoch())));
                    return restored;
                });
        return subject(subject);
    }

    /** Forgets a subject with the last connector of its name, in the current commit. */
    public void forget(Tx tx, String subject) {
        subjects.forget(tx, subject);
    }

    /**
     * Makes a slot unusable until it is written again, and revokes the leases that read it.
     *
     * @return how many leases; empty if there is no such slot
     */
    public OptionalInt revokeSlot(String slot, String actor) throws InterruptedException {
        if (secrets.state(slot) == SlotState.MISSING) {
            return OptionalInt.empty();
        }
        // First the leases: whoever uses the slot lets go of its leases as soon as it is revoked.
        int before = book.revoke(lease -> lease.uses(slot));
        if (!secrets.revoke(slot, actor)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(before + book.revoke(lease -> lease.uses(slot)));
    }

    LiveLease grant(LeaseHolder holder, String setting, Map<String, String> slots)
            throws LeaseRefusedException {
        Standing before = subjects.of(holder.subject());
        LiveLease lease =
                before.revoked() ? null : book.open(holder, setting, slots, before.epoch());
        // Asked again: who revokes ends the leases that stand by then.
        if (lease == null || !subjects.of(holder.subject()).equals(before)) {
            if (lease != null) {
                lease.close();
            }
            throw new LeaseRefusedException(
                    "The right of %s to leases was revoked; POST /v1/runtime/auth/subjects/%s/restore gives it back."
                            .formatted(holder, holder.subject()));
        }
        return lease;
    }

    /**
     * Gives a secret for a token of a holder.
     *
     * @param slotMaps as the holder is configured now
     */
    Credential redeem(Asked asked, Map<String, Map<String, String>> slotMaps)
            throws InterruptedException {
        Optional<CredentialToken> found =
                book.find(asked.token())
                        .filter(token -> token.lease().holder().equals(asked.holder()));
        if (found.isEmpty()) {
            return noGood(asked);
        }
        LiveLease lease = found.get().lease();
        String slot = slotMaps.getOrDefault(lease.setting(), Map.of()).get(asked.name());
        String source = "lease " + lease.id();
        if (slot == null) {
            count(asked.holder(), "credential_name", source);
            return new Credential.UnknownName();
        }
        if (!slot.equals(lease.slot(asked.name()))) {
            count(asked.holder(), "credential_pair", source);
            return new Credential.Expired();
        }
        Optional<String> value = secrets.value(slot).filter(text -> !text.isBlank());
        if (value.isEmpty()) {
            count(asked.holder(), "credential_slot", source);
            return unusable(slot);
        }
        write(asked, lease, slot);
        OptionalLong expiresAt = book.renew(found.get());
        return expiresAt.isEmpty()
                ? new Credential.Expired()
                : new Credential.Granted(
                        value.get(), lease.id(), lease.grantId(), expiresAt.getAsLong());
    }

    /** A text that came from outside, without tokens that are good or were a moment ago. */
    public String redact(String text) {
        return book.hasTokens()
                ? TokenWords.remove(text, word -> book.find(word).isPresent())
                : text;
    }

    private Credential unusable(String slot) {
        return switch (secrets.state(slot)) {
            case MISSING, READY -> new Credential.Missing();
            case REVOKED ->
                    new Credential.Unavailable(
                            "The secret slot '%s' is revoked; write it again.".formatted(slot));
            case DAMAGED ->
                    new Credential.Unavailable(
                            "The secret slot '%s' cannot be decrypted; write it again."
                                    .formatted(slot));
        };
    }

    private void write(Asked asked, LiveLease lease, String slot) throws InterruptedException {
        ObjectNode detail =
                Json.object()
                        .put("slot", slot)
                        .put("name", asked.name())
                        .put("lease_id", lease.id());
        store.write(
                tx -> {
                    audit.append(
                            tx,
                            lease.holder().subject(),
                            "credential_read",
                            lease.holder().toString(),
                            detail);
                    return slot;
                });
    }

    private Credential noGood(Asked asked) {
        if (book.wasGood(asked.token(), asked.holder())) {
            count(asked.holder(), "credential_expired", "a token that was good once");
            return new Credential.Expired();
        }
        count(asked.holder(), "credential_token", "a token that is none");
        return new Credential.Unauthorized();
    }

    private void count(LeaseHolder holder, String reason, String source) {
        refusals.count(holder.toString(), reason, source);
    }

    /** Who asks for what, and with which token. */
    record Asked(LeaseHolder holder, String token, String name) {
        @Override
        public String toString() {
            return holder + " asks for " + name;
        }
    }
}
