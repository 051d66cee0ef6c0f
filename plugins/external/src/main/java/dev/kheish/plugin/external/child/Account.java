package dev.kheish.plugin.external.child;

/**
 * A user of this machine, with the group to run in. Immutable.
 *
 * @param name as the machine calls it
 */
record Account(String name, long uid, long gid, String home) {}
