package dev.kheish.host.audit;

/**
 * One entry of the log.
 *
 * @param seq its number; rises, with gaps
 * @param actor name of the token, or which part of the host acted
 * @param action such as {@code secret_read}
 * @param subject what it was done to
 * @param detail JSON object without secrets
 * @param hash over the previous entry's hash and this entry, lower-case hex
 */
public record AuditEntry(
        long seq,
        long atMs,
        String actor,
        String action,
        String subject,
        String detail,
        String hash) {}
