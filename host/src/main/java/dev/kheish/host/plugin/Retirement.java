package dev.kheish.host.plugin;

/** How asking a plugin to leave ended. */
public sealed interface Retirement {
    /** It is gone. It stays away until its file changes. */
    record Done(PluginView plugin) implements Retirement {}

    /** Its kinds are hidden, but this many leases are still open; it goes with the last one. */
    record StillInUse(int leases) implements Retirement {}

    /** No plugin of this id is in use. */
    record Unknown() implements Retirement {}
}
