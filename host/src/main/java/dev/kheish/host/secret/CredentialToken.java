package dev.kheish.host.secret;

import dev.kheish.spi.Lease;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** What the host keeps of a token: its hash and its times. Guarded by {@link LeaseBook}. */
final class CredentialToken {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final byte[] hash;
    private final LiveLease lease;
    private final long issuedAt;
    private long expiresAt;

    CredentialToken(byte[] hash, LiveLease lease, long now) {
        this.hash = hash;
        this.lease = lease;
        this.issuedAt = now;
        this.expiresAt = now + Lease.TOKEN_LIFE.toMillis();
    }

    /** 43 characters that nobody has seen before. */
    static String text() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** A hash as text. */
    static String key(byte[] hash) {
        return BASE64.encodeToString(hash);
    }

    byte[] hash() {
        return hash;
    }

    LiveLease lease() {
        return lease;
    }

    long expiresAt() {
        return expiresAt;
    }

    boolean isGood(long now) {
        return now < expiresAt && lease.isOpen();
    }

    /** It was redeemed: it lives on, but not for ever. */
    void renew(long now) {
        expiresAt =
                Math.min(
                        now + Lease.TOKEN_LIFE.toMillis(),
                        issuedAt + Lease.LONGEST_TOKEN_LIFE.toMillis());
    }
}
