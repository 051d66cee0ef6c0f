package dev.kheish.host.connector;

import dev.kheish.host.capture.Captures;
import dev.kheish.host.connector.SettingsReader.Reading;
import dev.kheish.host.plugin.KindLease;
import dev.kheish.host.plugin.PluginFault;
import dev.kheish.host.plugin.SuccessorCheck;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.FieldError;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Brings each connector to where its definition, its kind and its secrets want it: opened, replaced
 * or closed. Doing it once more changes nothing. Safe for use by many threads.
 */
final class Reconciler {
    private static final System.Logger LOG = System.getLogger(Reconciler.class.getName());
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(15);

    private final ConnectorRooms rooms;
    private final Obstacles obstacles;
    private final Entries entries;
    private final Validation validation;
    private final Announcements announcements;
    private final Opener opener;
    private final SlotUsers users;
    private final Recovery recovery;
    private volatile boolean starting;
    private volatile boolean closing;

    Reconciler(
            ConnectorRooms rooms,
            UpperRooms upper,
            Entries entries,
            Validation validation,
            Announcements announcements) {
        this.rooms = rooms;
        this.obstacles = new Obstacles(validation, upper.personas());
        this.entries = entries;
        this.validation = validation;
        this.announcements = announcements;
        this.opener = new Opener(rooms, upper.host(), validation);
        this.users = new SlotUsers(rooms.kinds(), entries);
        this.recovery = new Recovery(rooms);
    }

    /** From now on connectors are started as well as opened. */
    void startAll() {
        starting = true;
        entries.sorted().forEach(this::later);
        recoverDeleted();
    }

    /** Ends what an earlier run of the host left of connectors that are deleted. */
    void recoverDeleted() {
        Thread.ofVirtual().name("connector remains").start(recovery::ofAllDeleted);
    }

    /** Lets all of them finish what is under way, side by side. */
    void drainAll() {
        starting = false;
        List<Thread> threads =
                entries.sorted().stream()
                        .map(
                                entry ->
                                        Thread.ofVirtual()
                                                .name("connector " + entry.key() + " stop")
                                                .start(() -> drain(entry)))
                        .toList();
        threads.forEach(thread -> join(thread, DRAIN_PATIENCE.plusSeconds(5)));
    }

    private static void drain(Entry entry) {
        OpenConnector open = entry.open();
        if (open != null) {
            open.drain(DRAIN_PATIENCE);
        }
    }

    /** Numbers a write of a secret that was committed just now. */
    long secretCommitted() {
        return opener.secretWritten();
    }

    /** A slot was written: what is broken may heal, what runs is told. */
    void secretWritten(String slot, long write) {
        for (Entry entry : entries.sorted()) {
            Set<String> settings = users.settings(entry, slot);
            if (!settings.isEmpty()) {
                Thread.ofVirtual()
                        .name("connector " + entry.key() + " secrets")
                        .start(() -> secretWritten(entry, settings, write));
            }
        }
    }

    private void secretWritten(Entry entry, Set<String> settings, long write) {
        reconcile(entry);
        OpenConnector open = entry.open();
        if (open == null || !open.isStarted() || !open.isOlderThan(write)) {
            return; // one that was opened since has read the new value
        }
        Optional<LiveConnector.Hold> hold = open.hold();
        if (hold.isEmpty()) {
            return; // it is being closed
        }
        try (LiveConnector.Hold _ = hold.get()) {
            open.connector().secretsChanged(settings);
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Telling of a new secret failed: " + entry.key(),
                    e);
        }
    }

    /** Closes all of them, side by side. */
    void closeAll() {
        closing = true;
        List<Thread> threads = entries.sorted().stream().map(this::later).toList();
        for (Thread thread : threads) {
            join(thread, rooms.patience().multipliedBy(3));
        }
        opener.close();
    }

    /** Ends and deletes what is left of an incarnation that is over. */
    void forget(Definition ended) {
        recovery.ofDeleted(ended);
        try {
            opener.forget(ended.incarnation());
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The folder of a deleted connector stays until the next start: " + ended.key(),
                    e);
        }
    }

    /** Deletes what incarnations left that ended when nobody could delete it. */
    void sweep(List<Definition> living) {
        try {
            opener.sweep(living.stream().map(Definition::incarnation).collect(Collectors.toSet()));
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Folders of connectors that are gone cannot be deleted",
                    e);
        }
    }

    /** Whether connectors could go on with newer kinds. */
    SuccessorCheck successorCheck() {
        return new SuccessorTrial(entries, validation, obstacles, opener);
    }

    /** What programs of the connectors write. */
    Captures captures() {
        return opener.captures();
    }

    /** Does it on another thread and waits, but not for ever: a kind may take its time. */
    void now(Entry entry) {
        join(later(entry), Duration.ofSeconds(5));
    }

    Thread later(Entry entry) {
        return Thread.ofVirtual().name("connector " + entry.key()).start(() -> reconcile(entry));
    }

    /** Those that some change may have mended or broken. */
    void later(Predicate<Entry> which) {
        entries.stream().filter(which).toList().forEach(this::later);
    }

    private static void join(Thread thread, Duration patience) {
        try {
            if (!thread.join(patience)) {
                LOG.log(System.Logger.Level.WARNING, "Still at work: {0}", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void reconcile(Entry entry) {
        entry.work.lock();
        try {
            closeFormer(entry);
            settle(entry);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Opening failed: " + entry.key(), e);
            rest(entry, Situation.error(publicMessage(e), now()));
        } finally {
            entry.work.unlock();
        }
    }

    /** What it opens, such as a port, may be in use by the one that had its name until now. */
    private void closeFormer(Entry entry) {
        Entry former = entry.former();
        if (former != null) {
            reconcile(former);
            entry.former(null);
        }
    }

    private void settle(Entry entry) {
        Definition definition = entry.definition();
        String fileProblem = entry.fileProblem();
        if (closing || entry.isRemoved()) {
            close(entry);
        } else if (definition.paused()) {
            rest(entry, Situation.of(ConnectorState.PAUSED, now()));
        } else if (fileProblem != null) {
            rest(entry, Situation.error(fileProblem, now()));
        } else {
            Optional<KindLease> lease = rooms.kinds().lease(definition.key().kind());
            if (lease.isEmpty()) {
                rest(entry, Situation.of(ConnectorState.WAITING_FOR_KIND, now()));
            } else if (!settle(entry, definition, lease.get())) {
                lease.get().close();
            }
        }
    }

    /** True if the lease is used from now on. */
    private boolean settle(Entry entry, Definition definition, KindLease lease) {
        OpenConnector next = null;
        try {
            ConnectorKind kind = lease.kind();
            Reading reading = validation.read(kind, definition);
            Map<String, SecretSource> sources =
                    SecretSource.of(kind.settings(), reading.settings());
            List<FieldError> errors = obstacles.all(kind, definition, reading, sources);
            if (!errors.isEmpty()) {
                rest(entry, Situation.error(errors, now()));
                return false;
            }
            OpenConnector had = entry.open();
            if (had != null && had.isFrom(definition, lease)) {
                show(entry, had);
                startIfDue(entry, had);
                return false;
            }
            next = opener.open(definition, lease, reading, sources);
            if (had != null) {
                had.drain(DRAIN_PATIENCE); // before the next one answers in its place
            }
            show(entry, next);
            if (had != null) {
                had.close(rooms.patience());
            }
            startIfDue(entry, next);
            return true;
        } catch (ConnectorException e) {
            LOG.log(System.Logger.Level.WARNING, "Opening failed: " + entry.key(), e);
            rest(entry, Situation.error(String.valueOf(e.getMessage()), now()));
            return false;
        } catch (RuntimeException e) {
            if (next == null) {
                lease.close();
            }
            throw e;
        }
    }

    private void startIfDue(Entry entry, OpenConnector connector) {
        if (!starting || connector.isStarted()) {
            return;
        }
        try {
            connector.start();
            entry.started();
            entry.recovered(); // it sees to it itself
            show(entry, connector);
        } catch (ConnectorException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Starting failed: " + entry.key(), e);
            rest(entry, Situation.error(publicMessage(e), now()));
            again(entry);
        }
    }

    private void again(Entry entry) {
        Duration pause = entry.nextStartIn();
        Thread.ofVirtual()
                .name("connector " + entry.key() + " retry")
                .start(
                        () -> {
                            try {
                                Thread.sleep(pause);
                                reconcile(entry);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    private void show(Entry entry, OpenConnector open) {
        ConnectorState state =
                entry.definition().draining()
                        ? ConnectorState.DRAINING
                        : open.isStarted() ? ConnectorState.ACTIVE : ConnectorState.STARTING;
        change(entry, Situation.of(state, now()), open);
    }

    private void rest(Entry entry, Situation situation) {
        OpenConnector had = entry.open();
        change(entry, situation, null);
        if (had != null) {
            had.drain(DRAIN_PATIENCE);
            had.close(rooms.patience());
        }
        if (starting && !entry.isRecovered() && recovery.of(entry.definition())) {
            entry.recovered();
        }
    }

    private void close(Entry entry) {
        OpenConnector had = entry.open();
        entry.show(Situation.of(ConnectorState.STARTING, now()), null);
        if (had != null) {
            had.drain(DRAIN_PATIENCE);
            had.close(rooms.patience());
        }
        if (entry.isEnded()) {
            forget(entry.definition());
        }
        entries.closed(entry);
    }

    private void change(Entry entry, Situation wanted, @Nullable OpenConnector open) {
        boolean same = wanted.saysTheSameAs(entry.situation());
        boolean moved = open != entry.open();
        entry.show(same ? entry.situation() : wanted, open);
        if (same) {
            if (moved) {
                announcements.changed(entry.key());
            }
            return;
        }
        System.Logger.Level level =
                wanted.state() == ConnectorState.ERROR
                        ? System.Logger.Level.WARNING
                        : System.Logger.Level.INFO;
        LOG.log(level, () -> "Connector " + entry.key() + " is " + describe(wanted));
        announcements.stateChanged(entry.definition(), wanted);
    }

    private static String describe(Situation situation) {
        String state = situation.state().text();
        return situation.error().isEmpty() ? state : state + ": " + situation.error();
    }

    /** What may be shown of a failure: words of the kind for operators, or none of its own. */
    private static String publicMessage(Exception e) {
        return e instanceof ConnectorException || e instanceof PluginFault
                ? String.valueOf(e.getMessage())
                : "It failed with " + e.getClass().getName() + "; the log says where.";
    }

    private long now() {
        return rooms.clock().millis();
    }
}
