package dev.kheish.host.secret;

/** How deleting a slot ended. */
public enum SlotDeletion {
    /** It is gone. */
    DELETED,
    /** There was no such slot. */
    UNKNOWN
}
