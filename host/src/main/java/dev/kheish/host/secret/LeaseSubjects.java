package dev.kheish.host.secret;

import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Subjects whose right to leases was ever revoked, durable and in memory. Changed by the writer
 * thread; safe for many readers.
 */
final class LeaseSubjects {
    private static final Standing UNTOUCHED = new Standing(0, false);

    private final Map<String, Standing> standings = new ConcurrentHashMap<>();

    static LeaseSubjects read(Store store) {
        LeaseSubjects subjects = new LeaseSubjects();
        store.read(
                        reader ->
                                reader.list(
                                        "select subject, epoch, revoked from lease_subject",
                                        row ->
                                                Map.entry(
                                                        row.text(1),
                                                        new Standing(row.integer(2), row.flag(3)))))
                .forEach(row -> subjects.standings.put(row.getKey(), row.getValue()));
        return subjects;
    }

    Standing of(String subject) {
        return standings.getOrDefault(subject, UNTOUCHED);
    }

    boolean isKnown(String subject) {
        return standings.containsKey(subject);
    }

    /** Takes the right away, in the current commit. */
    Standing revoke(Tx tx, String subject, long now) {
        return put(tx, subject, new Standing(stored(tx, subject).epoch() + 1, true), now);
    }

    /** Gives it back; empty if it was not taken away. */
    Optional<Standing> restore(Tx tx, String subject, long now) {
        Standing before = stored(tx, subject);
        return before.revoked()
                ? Optional.of(put(tx, subject, new Standing(before.epoch(), false), now))
                : Optional.empty();
    }

    void forget(Tx tx, String subject) {
        if (tx.update("delete from lease_subject where subject = ?", subject) > 0) {
            tx.afterCommit(() -> standings.remove(subject));
        }
    }

    private static Standing stored(Tx tx, String subject) {
        return tx.one(
                        "select epoch, revoked from lease_subject where subject = ?",
                        row -> new Standing(row.integer(1), row.flag(2)),
                        subject)
                .orElse(UNTOUCHED);
    }

    private Standing put(Tx tx, String subject, Standing standing, long now) {
        tx.update(
                "insert into lease_subject (subject, epoch, revoked, updated_ms) values (?, ?, ?, ?)"
                        + " on conflict (subject) do update set epoch = excluded.epoch, revoked ="
                        + " excluded.revoked, updated_ms = excluded.updated_ms",
                subject,
                standing.epoch(),
                standing.revoked(),
                now);
        tx.afterCommit(() -> standings.put(subject, standing));
        return standing;
    }

    /** How often the right was taken away, and whether it is now. */
    record Standing(long epoch, boolean revoked) {}
}
