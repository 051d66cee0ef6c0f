package dev.kheish.host.index;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that keys are made with. Copied, for to look one up costs as much as to use it. */
public final class Sha256 {
    private static final MessageDigest UNTOUCHED = lookUp();

    private Sha256() {}

    /** A new one. Safe to call from many threads; what it gives is for one. */
    public static MessageDigest fresh() {
        try {
            return (MessageDigest) UNTOUCHED.clone();
        } catch (CloneNotSupportedException e) {
            return lookUp(); // a provider may not copy, and looking up always works
        }
    }

    private static MessageDigest lookUp() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
