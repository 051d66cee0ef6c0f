package dev.kheish.plugin.external.child;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;

/**
 * How long a connector waits before it starts its program again: doubling, with a jitter that is
 * the connector's own, so that many of them do not start at the same moment.
 */
final class RestartPause {
    private static final long FIRST_MS = 1000;
    private static final long LONGEST_MS = 60_000;
    private static final int DOUBLINGS = 6;
    private static final int JITTER_MS = 400;

    private RestartPause() {}

    /**
     * @param attempt 0 after the first failure
     */
    static Duration of(String connector, int attempt) {
        long pause = Math.min(FIRST_MS << Math.min(attempt, DOUBLINGS), LONGEST_MS);
        return Duration.ofMillis(pause + jitter(connector, attempt));
    }

    /** The longest, whichever attempt it is. */
    static Duration longest(String connector, int attempt) {
        return Duration.ofMillis(LONGEST_MS + jitter(connector, attempt));
    }

    private static int jitter(String connector, int attempt) {
        byte[] digest = sha256((connector + ":" + attempt).getBytes(StandardCharsets.UTF_8));
        int first = (Byte.toUnsignedInt(digest[0]) << Byte.SIZE) | Byte.toUnsignedInt(digest[1]);
        return first % JITTER_MS;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
