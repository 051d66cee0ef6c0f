package dev.kheish.host.api;

import dev.kheish.host.audit.AuditLog;
import dev.kheish.host.json.Json;
import dev.kheish.host.store.Row;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The tokens of the control plane: the admin's own from a file, and named ones of which only hashes
 * are stored. Safe for use by many threads.
 */
public final class Tokens {
    private static final String PREFIX = "kht_";
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String SELECT =
            "select name, role, hash, created_ms, expires_ms from token where revoked_ms is null";

    private final Store store;
    private final AuditLog audit;
    private final Clock clock;
    private final AdminTokenFile admin;
    private volatile List<Stored> live;

    private Tokens(Store store, AuditLog audit, Clock clock, AdminTokenFile admin) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
        this.admin = admin;
        this.live = load();
    }

    /** Opens the tokens; makes the admin's file if there is none. */
    public static Tokens open(Store store, AuditLog audit, Clock clock, Path adminTokenFile) {
        return new Tokens(
                store, audit, clock, AdminTokenFile.openOrMake(adminTokenFile, newToken()));
    }

    /** Whose token this is, compared in constant time. */
    Optional<Caller> callerOf(String token) {
        byte[] hash = Sha256.of(token);
        @Nullable Caller caller = admin.matches(hash) ? new Caller("admin", Role.ADMIN) : null;
        long now = clock.millis();
        for (Stored stored : live) {
            if (MessageDigest.isEqual(stored.hash, hash) && now < stored.view.expiresAtMs()) {
                caller = new Caller(stored.view.name(), stored.view.role());
            }
        }
        return Optional.ofNullable(caller);
    }

    /** Live tokens by name, expired ones included. */
    List<View> list() {
        return live.stream().map(stored -> stored.view).toList();
    }

    /**
     * Makes a token.
     *
     * @return its text, which is nowhere kept; empty if the name is taken
     */
    Optional<String> create(String actor, View view) throws InterruptedException {
        String token = newToken();
        boolean made = store.write(tx -> insert(tx, actor, view, Sha256.of(token)));
        live = load();
        return made ? Optional.of(token) : Optional.empty();
    }

    /** Ends a token; false if there is none of that name. */
    boolean revoke(String actor, String name) throws InterruptedException {
        boolean revoked =
                store.write(
                        tx -> {
                            int rows =
                                    tx.update(
                                            "update token set revoked_ms = ? where name = ? and revoked_ms is null",
                                            clock.millis(),
                                            name);
                            if (rows > 0) {
                                audit.append(tx, actor, "token_revoke", name, Json.object());
                            }
                            return rows > 0;
                        });
        live = load();
        return revoked;
    }

    private boolean insert(Tx tx, String actor, View view, byte[] hash) {
        tx.update("delete from token where name = ? and revoked_ms is not null", view.name());
        int rows =
                tx.update(
                        "insert into token (name, role, hash, created_ms, expires_ms) values (?, ?, ?, ?, ?)"
                                + " on conflict do nothing",
                        view.name(),
                        view.role().text(),
                        hash,
                        view.createdAtMs(),
                        view.expiresAtMs() == Long.MAX_VALUE ? null : view.expiresAtMs());
        if (rows > 0) {
            audit.append(
                    tx,
                    actor,
                    "token_create",
                    view.name(),
                    Json.object().put("role", view.role().text()));
        }
        return rows > 0;
    }

    private List<Stored> load() {
        return store.read(
                reader -> List.copyOf(reader.list(SELECT + " order by name", Stored::of)));
    }

    private static String newToken() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * What is shown of a token.
     *
     * @param expiresAtMs {@link Long#MAX_VALUE} for never
     */
    record View(String name, Role role, long createdAtMs, long expiresAtMs) {}

    private static final class Stored {
        private final View view;
        private final byte[] hash;

        private Stored(View view, byte[] hash) {
            this.view = view;
            this.hash = hash;
        }

        private static Stored of(Row row) {
            Role role =
                    Role.of(row.text(2))
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "A token has no known role: " + row.text(1)));
            Long expires = row.integerOrNull(5);
            View view =
                    new View(
                            row.text(1),
                            role,
                            row.integer(4),
                            expires == null ? Long.MAX_VALUE : expires);
            return new Stored(view, row.bytes(3));
        }
    }
}
