package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.ExternalSettings;

import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Gathers changes of secrets, so that several at once make one restart. Safe for use by many
 * threads.
 */
final class Rotation {
    private final boolean wanted;
    private final Duration window;
    private final LongSupplier nanos;
    private boolean pending;
    private long dueAt;

    /**
     * @param wanted whether slots count; the shared token always does, for it is in the environment
     * @param window how long to wait for more
     */
    Rotation(boolean wanted, Duration window, LongSupplier nanos) {
        this.wanted = wanted;
        this.window = window;
        this.nanos = nanos;
    }

    /** Some secrets changed. */
    synchronized void changed(Set<String> settings) {
        if (!pending && settings.stream().anyMatch(this::counts)) {
            pending = true;
            dueAt = nanos.getAsLong() + window.toNanos();
        }
    }

    /** Whether it is time for a restart. */
    synchronized boolean isDue() {
        return pending && dueAt - nanos.getAsLong() <= 0;
    }

    /** How long until one is due; {@code otherwise} when none is, or later. */
    synchronized Duration dueWithin(Duration otherwise) {
        if (!pending) {
            return otherwise;
        }
        Duration due = Duration.ofNanos(Math.max(0, dueAt - nanos.getAsLong()));
        return due.compareTo(otherwise) < 0 ? due : otherwise;
    }

    /** Who starts now reads the new values. */
    synchronized void clear() {
        pending = false;
    }

    private boolean counts(String setting) {
        return setting.equals(ExternalSettings.SHARED_TOKEN)
                || (wanted && setting.startsWith(ExternalSettings.SLOTS_PATH));
    }
}
