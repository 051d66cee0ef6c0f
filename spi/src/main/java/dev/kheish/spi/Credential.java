package dev.kheish.spi;

/**
 * What a token gave. Made by the host.
 *
 * <p>Later levels may add cases: switch over them with a {@code default} that answers 503.
 */
public sealed interface Credential {
    /**
     * The secret.
     *
     * @param value never blank; for the answer alone
     * @param leaseId {@link Lease#id}
     * @param grantId {@link Lease#grantId}
     * @param expiresAtMs until when the token is good now, in milliseconds since 1970
     */
    record Granted(String value, String leaseId, String grantId, long expiresAtMs)
            implements Credential {
        /** Without the secret. */
        @Override
        public String toString() {
            return "Granted[lease " + leaseId + "]";
        }
    }

    /** The token was never one of this connector's, or so long ago that nobody remembers. */
    record Unauthorized() implements Credential {}

    /**
     * The token was good once: it ran out, its lease has ended, or the name got another slot since
     * the lease was granted. Whoever shows it is, or was, a program of this connector.
     */
    record Expired() implements Credential {}

    /** The token is good, but its lease has no such name. */
    record UnknownName() implements Credential {}

    /** The slot does not exist or is empty. */
    record Missing() implements Credential {}

    /**
     * The slot cannot be used, for the operator to mend.
     *
     * @param detail which slot and why
     */
    record Unavailable(String detail) implements Credential {}
}
