package dev.kheish.spi;

/**
 * Lends the secrets of one connector to programs that it starts. A program gets an opaque token,
 * hands it back to a route of the connector, and the route answers with what {@link #redeem} gives.
 * The host keeps hashes of tokens only, and writes down each secret that leaves. Safe for use by
 * many threads.
 */
public interface Leases {
    /**
     * Grants a lease to one generation of a program: the right to read the secrets that a setting
     * of type {@link SettingType#SLOT_MAP} names now. It ends with {@link Lease#close}, with the
     * connector, or when an operator revokes it.
     *
     * @param setting name or path of the slot map, such as {@code child_process.credential_slots}
     * @throws LeaseRefusedException while an operator has revoked the connector's right to leases
     */
    Lease grant(String setting) throws LeaseRefusedException;

    /**
     * Gives one secret for a token, or says why not. Wrong tokens take as long as right ones.
     *
     * @param token as the caller sent it
     * @param name the name in the slot map, such as {@code API_KEY}
     */
    Credential redeem(String token, String name) throws InterruptedException;
}
