package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A connector as it is configured. Nobody changes the tree of its settings.
 *
 * @param settings with references instead of secrets
 * @param revision rises with every change of the settings, over incarnations too
 */
record Definition(
        long incarnation,
        ConnectorKey key,
        ConnectorSource source,
        ObjectNode settings,
        long revision,
        boolean paused,
        boolean draining,
        long createdMs,
        long updatedMs) {
    Definition withSettings(ObjectNode changed, long nextRevision, long now) {
        return new Definition(
                incarnation, key, source, changed, nextRevision, paused, draining, createdMs, now);
    }

    /** The same with settings in clear. */
    Definition opened(SettingSeal seal) {
        return withSettings(seal.open(key, settings), revision, updatedMs);
    }

    Definition withPaused(boolean changed) {
        return new Definition(
                incarnation,
                key,
                source,
                settings,
                revision,
                changed,
                draining,
                createdMs,
                updatedMs);
    }

    Definition drained() {
        return new Definition(
                incarnation, key, source, settings, revision, paused, true, createdMs, updatedMs);
    }
}
