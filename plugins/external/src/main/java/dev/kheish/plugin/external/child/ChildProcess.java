package dev.kheish.plugin.external.child;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorStatus;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The child process of one connector: started, watched, replaced, ended. Safe for use by many
 * threads.
 */
public final class ChildProcess {
    private static final Duration ASKING_PAUSE = Duration.ofSeconds(5);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private final Surroundings around;
    private final ConnectorContext context;
    private final StatusView view;
    private final Supervisor supervisor;
    private final ReentrantLock asking = new ReentrantLock();
    private long askedAt;
    private boolean asked;

    /** Does nothing yet. */
    public ChildProcess(ChildSettings settings, ConnectorContext context) {
        this(settings, context, Timing.USUAL, SystemTools.ofThisMachine());
    }

    ChildProcess(
            ChildSettings settings, ConnectorContext context, Timing timing, SystemTools tools) {
        this.around = Surroundings.of(settings, context, timing, tools);
        this.context = context;
        this.view = new StatusView(context, around.board());
        this.supervisor = new Supervisor(around, context.connector());
    }

    /**
     * Ends what an earlier host left running, then starts the program and keeps it running. Returns
     * at once.
     */
    public void start() {
        context.spawnExclusive("child process", supervisor);
    }

    /**
     * Asks it to leave and returns when nothing of it runs any more: at the latest after 10 s it is
     * made to. Nothing is started afterwards.
     *
     * @throws InterruptedException when that takes too long for the caller; what is left is then
     *     ended at once
     */
    public void drain() throws InterruptedException {
        around.orders().stop();
        try {
            boolean _ = around.orders().awaitLeft(Duration.ofDays(1));
        } catch (InterruptedException e) {
            around.orders().hurry();
            throw e;
        }
    }

    /** Ends it at once, with all that it started. Safe to call twice. */
    public void close() {
        around.orders().hurry();
        boolean interrupted = Thread.interrupted();
        try {
            if (!around.orders().awaitLeft(CLOSE_PATIENCE)) {
                context.log().log(
                        System.Logger.Level.WARNING, "The child process does not end in time");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Some secrets have new values: the program is replaced, once for all that change within 2 s.
     *
     * @param settings names or paths of the settings concerned
     */
    public void secretsChanged(Set<String> settings) {
        around.rotation().changed(settings);
        around.orders().ring();
    }

    /**
     * Whether events of this instance are the connector's own: those of the program that runs, from
     * its start until all of it has ended. An id that is not known makes it ask the program who it
     * is, at most once in 5 s.
     */
    public boolean owns(String instanceId) throws InterruptedException {
        if (around.identity().is(instanceId)) {
            return true;
        }
        // Whoever comes while another asks waits for that answer.
        asking.lockInterruptibly();
        try {
            long now = System.nanoTime();
            boolean tooSoon = asked && now - askedAt < ASKING_PAUSE.toNanos();
            if (!around.identity().is(instanceId) && !tooSoon) {
                asked = true;
                askedAt = now;
                supervisor.lookNow();
            }
            return around.identity().is(instanceId);
        } finally {
            asking.unlock();
        }
    }

    /**
     * The shared token in its environment, from its start until all of it has ended: after a
     * rotation it can show no other.
     */
    public Optional<String> givenToken() {
        return around.token().ofProgram();
    }

    /** The shared token that calls to it carry. */
    public Optional<String> tokenForCalls() {
        return around.token().forCalls();
    }

    /** Whether deliveries can be handed to it now. */
    public Availability availability() {
        return Availability.of(around.board().snapshot(), context.clock().millis());
    }

    /** How it is doing, with details for the connector's view. */
    public ConnectorStatus status() {
        return view.status();
    }
}
