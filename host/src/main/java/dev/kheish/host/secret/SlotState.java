package dev.kheish.host.secret;

/** Whether a slot can be used. */
public enum SlotState {
    /** It has a value. */
    READY,
    /** There is no such slot. */
    MISSING,
    /** It was revoked and has not been written since. */
    REVOKED,
    /** Its row cannot be decrypted: somebody changed it. */
    DAMAGED
}
