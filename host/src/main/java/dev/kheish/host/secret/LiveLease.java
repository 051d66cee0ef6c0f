package dev.kheish.host.secret;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.spi.Lease;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A lease in memory. What changes of it is guarded by its book. */
final class LiveLease implements Lease {
    private final LeaseBook book;
    private final LeaseHolder holder;
    private final String setting;
    private final SortedMap<String, String> slots;
    private final long epoch;
    private final long issuedAt;
    private final String id = CredentialToken.text();
    private final String grantId;
    private final Deque<CredentialToken> tokens = new ArrayDeque<>();
    private volatile State state = State.OPEN;

    /** Where a lease stands. */
    enum State {
        OPEN,
        CLOSED,
        REVOKED
    }

    /**
     * @param slots the slot of each name, as configured now
     */
    LiveLease(
            LeaseBook book,
            LeaseHolder holder,
            String setting,
            Map<String, String> slots,
            long epoch,
            long now) {
        this.book = book;
        this.holder = holder;
        this.setting = setting;
        this.slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
        this.epoch = epoch;
        this.issuedAt = now;
        this.grantId = grantId(holder, this.slots, epoch);
    }

    private static String grantId(LeaseHolder holder, SortedMap<String, String> slots, long epoch) {
        ObjectNode grant =
                Json.object()
                        .put("kind", holder.kind())
                        .put("subject", holder.subject())
                        .put("epoch", epoch);
        ObjectNode pairs = grant.putObject("slots");
        slots.forEach(pairs::put);
        return CredentialToken.key(CredentialToken.hash(Json.write(grant)));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String grantId() {
        return grantId;
    }

    @Override
    public List<String> names() {
        return List.copyOf(slots.keySet());
    }

    @Override
    public String issueToken() {
        return book.issue(this);
    }

    @Override
    public boolean isRevoked() {
        return state == State.REVOKED;
    }

    @Override
    public void close() {
        book.end(this, State.CLOSED);
    }

    LeaseHolder holder() {
        return holder;
    }

    String setting() {
        return setting;
    }

    /** The slot that a name had when the lease was granted. */
    @Nullable String slot(String name) {
        return slots.get(name);
    }

    boolean uses(String slot) {
        return slots.containsValue(slot);
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    void end(State how) {
        state = how;
    }

    /** Oldest first. */
    Deque<CredentialToken> tokens() {
        return tokens;
    }

    LeaseStatus status(long now) {
        List<CredentialToken> good = tokens.stream().filter(token -> token.isGood(now)).toList();
        return new LeaseStatus(
                id,
                grantId,
                holder,
                epoch,
                slots,
                issuedAt,
                good.stream().mapToLong(CredentialToken::expiresAt).max().orElse(issuedAt),
                good.size(),
                state == State.REVOKED,
                state == State.OPEN);
    }
}
