package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Health;
import dev.kheish.plugin.external.Nullable;
import dev.kheish.spi.ConnectorContext;

/** Where the supervising thread writes what it does, for others to see. Safe for many threads. */
final class Board {
    private final ConnectorContext context;
    private final boolean ownUser;
    private final boolean ownGroup;
    private ChildState state = ChildState.STOPPED;
    private String reason = "The child process was not started yet.";
    private long pid;
    private long generation;
    private String instanceId = "";
    private long startedAtMs;
    private int restarts = -1;
    private @Nullable Exit lastExit;
    private Finding.@Nullable Up up;
    private long nextStartAtMs;
    private boolean dead;

    /**
     * @param ownUser whether the child runs as another user than the host
     * @param ownGroup whether it has a process group of its own
     */
    Board(ConnectorContext context, boolean ownUser, boolean ownGroup) {
        this.context = context;
        this.ownUser = ownUser;
        this.ownGroup = ownGroup;
    }

    boolean ownUser() {
        return ownUser;
    }

    boolean ownGroup() {
        return ownGroup;
    }

    /** A start is on its way; what it waits for. */
    synchronized void starting(String waitingFor) {
        state = ChildState.STARTING;
        reason = waitingFor;
        nextStartAtMs = 0;
    }

    /** A process runs. */
    synchronized void launched(long newPid, GenerationRecord record) {
        pid = newPid;
        generation = record.number();
        instanceId = record.instanceId();
        startedAtMs = context.clock().millis();
        restarts++;
        dead = false;
    }

    /**
     * The program of this generation has ended, which the supervising thread may not know yet: it
     * is not up any more, whatever is found out about it later.
     */
    synchronized void ended(long itsGeneration) {
        if (itsGeneration != generation || pid == 0) {
            return;
        }
        dead = true;
        up = null;
        if (state != ChildState.DRAINING) {
            leaving("Its program has ended.");
        }
    }

    /** It answers. */
    synchronized void up(Finding.Up found) {
        if (dead) {
            return; // from before its end
        }
        Health health = found.health();
        up = found;
        instanceId = found.manifest().instanceId();
        state =
                switch (health.status()) {
                    case STARTING -> ChildState.STARTING;
                    case READY ->
                            found.trouble().isEmpty() ? ChildState.READY : ChildState.DEGRADED;
                    case DEGRADED -> ChildState.DEGRADED;
                    case DRAINING -> ChildState.DRAINING;
                };
        reason =
                !found.trouble().isEmpty()
                        ? found.trouble()
                        : health.status() == Health.Status.READY
                                ? ""
                                : "The sidecar says that it is " + Prober.words(health) + ".";
    }

    /** It is asked to leave. */
    synchronized void leaving(String why) {
        state = ChildState.DRAINING;
        reason = why;
    }

    /** Nothing of it runs any more. */
    synchronized void gone(@Nullable Exit exit) {
        pid = 0;
        startedAtMs = 0;
        up = null;
        if (exit != null) {
            lastExit = exit;
        }
    }

    /** The next start is tried later. */
    synchronized void resting(ChildState how, String why, long nextStart) {
        state = how;
        reason = why;
        nextStartAtMs = nextStart;
    }

    /** It is over. */
    synchronized void stopped() {
        state = ChildState.STOPPED;
        reason = "The child process was stopped.";
        nextStartAtMs = 0;
        instanceId = "";
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(
                state,
                reason,
                pid,
                generation,
                instanceId,
                startedAtMs,
                Math.max(0, restarts),
                lastExit,
                up,
                nextStartAtMs);
    }
}
