package dev.kheish.host.secret;

import dev.kheish.spi.LeaseRefusedException;

import java.security.MessageDigest;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * The leases that stand, the hashes of their tokens, and the last ones of both that are over. All
 * of it in memory. Safe for use by many threads.
 */
final class LeaseBook {
    private static final int MOST_LEASES_OF_ONE = 16;
    private static final int MOST_TOKENS_OF_ONE = 64;
    private static final int MOST_REVOKED = 256;
    private static final int MOST_SPENT = 4096;
    // What a wrong token is compared with, so that it costs as much as a right one.
    private static final byte[] NOBODYS = CredentialToken.hash(CredentialToken.text());

    private final Clock clock;
    private final Map<String, LiveLease> leases = new LinkedHashMap<>();
    private final Map<String, CredentialToken> tokens = new HashMap<>();
    private final Map<String, LeaseStatus> revoked = new Recent<>(MOST_REVOKED);
    private final Map<String, LeaseHolder> spent = new Recent<>(MOST_SPENT);

    LeaseBook(Clock clock) {
        this.clock = clock;
    }

    /**
     * Enters a lease.
     *
     * @throws LeaseRefusedException if its holder has as many as one can use
     */
    synchronized LiveLease open(
            LeaseHolder holder, String setting, Map<String, String> slots, long epoch)
            throws LeaseRefusedException {
        long held = leases.values().stream().filter(each -> each.holder().equals(holder)).count();
        if (held >= MOST_LEASES_OF_ONE) {
            throw new LeaseRefusedException(
                    "The connector %s holds %d leases already; it must close those of programs that ended."
                            .formatted(holder, held));
        }
        LiveLease lease = new LiveLease(this, holder, setting, slots, epoch, clock.millis());
        leases.put(lease.id(), lease);
        return lease;
    }

    /** A new token of a lease; the oldest one makes room where there are too many. */
    synchronized String issue(LiveLease lease) {
        if (!lease.isOpen()) {
            throw new IllegalStateException("The lease " + lease.id() + " has ended");
        }
        long now = clock.millis();
        lease.tokens().stream().filter(token -> !token.isGood(now)).toList().forEach(this::drop);
        while (lease.tokens().size() >= MOST_TOKENS_OF_ONE) {
            drop(lease.tokens().getFirst());
        }
        String text = CredentialToken.text();
        CredentialToken token = new CredentialToken(CredentialToken.hash(text), lease, now);
        lease.tokens().addLast(token);
        tokens.put(CredentialToken.key(token.hash()), token);
        return text;
    }

    /** The token with a text, if it is good. */
    synchronized Optional<CredentialToken> find(String text) {
        byte[] hash = CredentialToken.hash(text);
        CredentialToken token = tokens.get(CredentialToken.key(hash));
        boolean equal = MessageDigest.isEqual(hash, token == null ? NOBODYS : token.hash());
        return equal && token != null && token.isGood(clock.millis())
                ? Optional.of(token)
                : Optional.empty();
    }

    /** Whether a text was once a token of a holder; only the last ones are remembered. */
    synchronized boolean wasGood(String text, LeaseHolder holder) {
        String key = CredentialToken.key(CredentialToken.hash(text));
        CredentialToken token = tokens.get(key);
        return holder.equals(token == null ? spent.get(key) : token.lease().holder());
    }

    /** Lets a token live on; empty if it died meanwhile. */
    synchronized OptionalLong renew(CredentialToken token) {
        long now = clock.millis();
        if (!token.isGood(now)) {
            return OptionalLong.empty();
        }
        token.renew(now);
        return OptionalLong.of(token.expiresAt());
    }

    /** Ends a lease; does nothing if it has ended before. */
    synchronized void end(LiveLease lease, LiveLease.State how) {
        if (!lease.isOpen()) {
            return;
        }
        lease.end(how);
        leases.remove(lease.id());
        List.copyOf(lease.tokens()).forEach(this::drop);
        if (how == LiveLease.State.REVOKED) {
            revoked.put(lease.id(), lease.status(clock.millis()));
        }
    }

    /** Revokes all leases that fit and says how many. */
    synchronized int revoke(Predicate<LiveLease> which) {
        List<LiveLease> found = leases.values().stream().filter(which).toList();
        found.forEach(lease -> end(lease, LiveLease.State.REVOKED));
        return found.size();
    }

    /** A lease that stands, or one of the last that were revoked. */
    synchronized Optional<LeaseStatus> status(String id) {
        LiveLease lease = leases.get(id);
        return lease == null
                ? Optional.ofNullable(revoked.get(id))
                : Optional.of(lease.status(clock.millis()));
    }

    /** Leases that stand, in order of their grant. */
    synchronized List<LeaseStatus> list() {
        long now = clock.millis();
        return leases.values().stream().map(lease -> lease.status(now)).toList();
    }

    /** Whether any token is good: where there is none, no text can hold one. */
    synchronized boolean hasTokens() {
        return !tokens.isEmpty();
    }

    private void drop(CredentialToken token) {
        String key = CredentialToken.key(token.hash());
        token.lease().tokens().remove(token);
        tokens.remove(key);
        spent.put(key, token.lease().holder());
    }

    /** Forgets the eldest. */
    private static final class Recent<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1L;

        private final int most;

        private Recent(int most) {
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > most;
        }
    }
}
