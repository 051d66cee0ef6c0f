package dev.kheish.plugin.external.child;

import java.util.Locale;

/** What the child process is doing. Stable names: they appear in the connector's view. */
enum ChildState {
    /** On its way. */
    STARTING,
    /** Takes deliveries. */
    READY,
    /** Takes deliveries, but something is missing. */
    DEGRADED,
    /** About to leave. */
    DRAINING,
    /** Ended, and started again after a pause. */
    BACKING_OFF,
    /** Ended many times in a row; still started again after a long pause. */
    CRASH_LOOP,
    /** Something outside is in the way; tried again after a pause. */
    BLOCKED,
    /** Not wanted. */
    STOPPED;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
