package dev.kheish.sidecar;

import java.time.Instant;

/**
 * A secret that the host lent. Ask for it again when it is needed again: {@link Sidecar#credential}
 * is cheap, and sees a rotated secret within a minute.
 */
public final class Credential {
    private final String key;
    private final String value;
    private final Instant expiresAt;

    Credential(String key, String value, Instant expiresAt) {
        this.key = key;
        this.value = value;
        this.expiresAt = expiresAt;
    }

    /** The name in {@code credential_slots}. */
    public String key() {
        return key;
    }

    /** The secret itself. Keep it out of logs and errors. */
    public String value() {
        return value;
    }

    /** From when on the host's lease for it no longer stands. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** The key alone. */
    @Override
    public String toString() {
        return "Credential[" + key + "]";
    }
}
