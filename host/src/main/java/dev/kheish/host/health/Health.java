package dev.kheish.host.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Whether the host is well, and whether it takes work. Safe for use by many threads. */
public final class Health {
    private final List<Check> checks;
    private final BooleanSupplier storeWorks;
    private volatile boolean ready;
    private volatile boolean draining;

    /**
     * @param storeWorks whether anything can be written at all
     */
    public Health(List<Check> checks, BooleanSupplier storeWorks) {
        this.checks = List.copyOf(checks);
        this.storeWorks = storeWorks;
    }

    /** Everything has been started. */
    public void started() {
        ready = true;
    }

    /** The host is about to stop. */
    public void stopping() {
        draining = true;
    }

    /** Whether it stops. */
    public boolean isDraining() {
        return draining;
    }

    /** Why it takes no work, as a code and a sentence; empty when it does. */
    public Optional<Reason> notReady() {
        if (!storeWorks.getAsBoolean()) {
            return Optional.of(
                    new Reason(
                            "store_stopped",
                            "A commit failed and nothing is written any more: see to the disk, then restart the daemon."));
        }
        if (draining) {
            return Optional.of(new Reason("daemon_draining", "The daemon is stopping."));
        }
        return ready
                ? Optional.empty()
                : Optional.of(new Reason("daemon_starting", "The daemon is still starting."));
    }

    /** What all checks found. */
    public List<Warning> warnings() {
        List<Warning> found = new ArrayList<>();
        checks.forEach(check -> found.addAll(check.look()));
        return found;
    }

    /** Why no work is taken. */
    public record Reason(String code, String detail) {}
}
