package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Manifest;

import java.time.Duration;

/** Whether deliveries can be handed to the child process now. */
public sealed interface Availability {
    /** They can. */
    record Ready(Manifest manifest) implements Availability {}

    /** Not at the moment, in the course of things: it starts, restarts or leaves. */
    record NotYet(Duration after, String reason) implements Availability {}

    /** It ends again and again; a next start is planned. */
    record Crashed(Duration after, String reason) implements Availability {}

    /** It cannot be started until an operator changes something; tried again all the same. */
    record Blocked(Duration after, String reason) implements Availability {}

    /** Judges a moment. */
    static Availability of(Snapshot now, long nowMs) {
        Duration after = Duration.ofMillis(Math.max(0, now.nextStartAtMs() - nowMs)).plusSeconds(1);
        Finding.Up up = now.up();
        return switch (now.state()) {
            case READY, DEGRADED ->
                    up == null ? new NotYet(after, now.reason()) : new Ready(up.manifest());
            case STARTING, DRAINING, BACKING_OFF, STOPPED -> new NotYet(after, now.reason());
            case CRASH_LOOP -> new Crashed(after, now.reason());
            case BLOCKED -> new Blocked(after, now.reason());
        };
    }
}
