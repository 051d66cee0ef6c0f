package dev.kheish.host.connector;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One configured connector in memory. Look-ups read it without a lock; {@link #work} lets one
 * thread at a time open or close it.
 */
final class Entry {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(30);

    final ReentrantLock work = new ReentrantLock();
    private final ConnectorKey key;
    private volatile Definition definition;
    private volatile Situation situation;
    private volatile @Nullable OpenConnector open;
    private volatile boolean removed;
    private volatile boolean ended;
    private volatile Lookup forEvents;
    private volatile Lookup forDeliveries;
    private volatile @Nullable String fileProblem;
    private int failedStarts; // guarded by work
    private boolean recovered; // guarded by work
    private volatile @Nullable Entry former;

    Entry(Definition definition, Situation situation) {
        this.key = definition.key();
        this.definition = definition;
        this.situation = situation;
        this.forDeliveries = unavailable(situation);
        this.forEvents = forDeliveries;
    }

    ConnectorKey key() {
        return key;
    }

    Definition definition() {
        return definition;
    }

    void define(Definition changed) {
        definition = changed;
    }

    Situation situation() {
        return situation;
    }

    /** Whether it cannot work as it is configured. */
    boolean isBroken() {
        return situation.state() == ConnectorState.ERROR;
    }

    @Nullable OpenConnector open() {
        return open;
    }

    /** What is wrong with its entry in the file, before any setting is looked at. */
    @Nullable String fileProblem() {
        return fileProblem;
    }

    void fileProblem(@Nullable String problem) {
        fileProblem = problem;
    }

    boolean isRemoved() {
        return removed;
    }

    void remove() {
        removed = true;
    }

    /** Whether its incarnation is over: what it kept outside the store goes too. */
    boolean isEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }

    Lookup forEvents() {
        return forEvents;
    }

    Lookup forDeliveries() {
        return forDeliveries;
    }

    /** What look-ups say from now on. */
    void show(Situation changed, @Nullable OpenConnector connector) {
        situation = changed;
        open = connector;
        Lookup lookup = connector == null ? unavailable(changed) : new Lookup.Live(connector);
        forDeliveries = lookup;
        forEvents = changed.state() == ConnectorState.DRAINING ? unavailable(changed) : lookup;
        if (connector != null) {
            connector.accept(changed.state() != ConnectorState.DRAINING);
        }
    }

    /** Whether nothing is left running of it from before this start of the host. */
    boolean isRecovered() {
        return recovered;
    }

    void recovered() {
        recovered = true;
    }

    /** The deleted one whose name it took over and which may still be closing. */
    @Nullable Entry former() {
        return former;
    }

    void former(@Nullable Entry namesake) {
        former = namesake;
    }

    /** How long to wait before the next start, after one that failed. */
    Duration nextStartIn() {
        return Duration.ofSeconds(Math.min(60, 1L << Math.min(failedStarts++, 6)));
    }

    void started() {
        failedStarts = 0;
    }

    private Lookup unavailable(Situation now) {
        return switch (now.state()) {
            case PAUSED ->
                    new Lookup.Unavailable(
                            "connector_paused", "The connector " + key + " is paused.", LONG);
            case DRAINING ->
                    new Lookup.Unavailable(
                            "connector_draining",
                            "The connector " + key + " is being deleted.",
                            LONG);
            case WAITING_FOR_KIND ->
                    new Lookup.Unavailable(
                            "waiting_for_kind",
                            "No plugin offers the kind '" + key.kind() + "' at the moment.",
                            LONG);
            case ERROR ->
                    new Lookup.Unavailable(
                            "connector_error",
                            "The connector " + key + " cannot work; its view says why.",
                            LONG);
            case STARTING, ACTIVE ->
                    new Lookup.Unavailable(
                            "connector_starting",
                            "The connector " + key + " is being opened.",
                            SHORT);
        };
    }
}
