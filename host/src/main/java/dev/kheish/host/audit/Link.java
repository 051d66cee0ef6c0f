package dev.kheish.host.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What is hashed of an entry: every member with its length, so that no two entries read the same.
 */
record Link(long seq, long atMs, String actor, String action, String subject, String detail) {
    static Link of(AuditEntry entry) {
        return new Link(
                entry.seq(),
                entry.atMs(),
                entry.actor(),
                entry.action(),
                entry.subject(),
                entry.detail());
    }

    byte[] hash(byte[] previous) {
        MessageDigest digest = sha256();
        digest.update(previous);
        digest.update(ByteBuffer.allocate(16).putLong(seq).putLong(atMs).flip());
        for (String member : new String[] {actor, action, subject, detail}) {
            byte[] bytes = member.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
