package dev.kheish.plugin.external.child;

/**
 * The instance id that events of the connector carry now: the one that a generation was given, from
 * its start on, then the one that it gave itself; until all of it has ended. Safe for use by many
 * threads.
 */
final class Identity {
    private volatile String current = "";

    void set(String instanceId) {
        current = instanceId;
    }

    void clear() {
        current = "";
    }

    boolean is(String instanceId) {
        return !instanceId.isEmpty() && instanceId.equals(current);
    }
}
