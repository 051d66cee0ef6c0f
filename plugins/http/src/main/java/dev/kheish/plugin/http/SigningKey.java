package dev.kheish.plugin.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that HMAC-SHA256 is ready to sign with: to look up the algorithm and to set the key
 * costs more than a signature does. Immutable.
 */
final class SigningKey {
    private static final String ALGORITHM = "HmacSHA256";

    private final String secret;
    private final Mac keyed;

    private SigningKey(String secret, Mac keyed) {
        this.secret = secret;
        this.keyed = keyed;
    }

    static SigningKey of(String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return new SigningKey(secret, mac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    boolean isMadeOf(String other) {
        return secret.equals(other);
    }

    /** The signature of two parts, one after the other. */
    byte[] sign(byte[] head, byte[] body) {
        try {
            Mac mac = (Mac) keyed.clone();
            mac.update(head);
            return mac.doFinal(body);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The platform's " + ALGORITHM + " can be copied", e);
        }
    }
}
