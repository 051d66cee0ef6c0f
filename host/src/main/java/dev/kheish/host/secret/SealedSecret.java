package dev.kheish.host.secret;

/** A value encrypted for one slot, ready to be stored. Immutable. */
public final class SealedSecret {
    private final String slot;
    private final byte[] ciphertext;

    SealedSecret(String slot, byte[] ciphertext) {
        this.slot = slot;
        this.ciphertext = ciphertext;
    }

    /** The slot that it is for. */
    public String slot() {
        return slot;
    }

    byte[] ciphertext() {
        return ciphertext;
    }
}
