package dev.kheish.host.connector;

import dev.kheish.host.connector.SettingsReader.Reading;
import dev.kheish.host.plugin.KindLease;
import dev.kheish.host.plugin.PluginFault;
import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.FieldError;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Brings each connector to where its definition, its kind and its secrets want it: opened, replaced
 * or closed. Doing it once more changes nothing. Safe for use by many threads.
 */
final class Reconciler {
    private static final System.Logger LOG = System.getLogger(Reconciler.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final ConnectorRooms rooms;
    private final UpperRooms upper;
    private final Entries entries;
    private final Validation validation;
    private final Announcements announcements;
    private volatile boolean starting;
    private volatile boolean closing;

    Reconciler(
            ConnectorRooms rooms,
            UpperRooms upper,
            Entries entries,
            Validation validation,
            Announcements announcements) {
        this.rooms = rooms;
        this.upper = upper;
        this.entries = entries;
        this.validation = validation;
        this.announcements = announcements;
    }

    /** From now on connectors are started as well as opened. */
    void startAll() {
        starting = true;
        entries.sorted().forEach(this::later);
    }

    /** Closes all of them, side by side. */
    void closeAll() {
        closing = true;
        List<Thread> threads = entries.sorted().stream().map(this::later).toList();
        for (Thread thread : threads) {
            join(thread, rooms.patience().multipliedBy(3));
        }
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
            settle(entry);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Opening failed: " + entry.key(), e);
            rest(entry, Situation.error(publicMessage(e), now()));
        } finally {
            entry.work.unlock();
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
            List<FieldError> errors = errors(kind, definition, reading, sources);
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
            next = open(definition, lease, reading, sources);
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

    private List<FieldError> errors(
            ConnectorKind kind,
            Definition definition,
            Reading reading,
            Map<String, SecretSource> sources) {
        List<FieldError> errors = new ArrayList<>(reading.errors());
        if (errors.isEmpty()) {
            errors.addAll(validation.ofKind(kind, definition.key(), reading));
            validation
                    .secretProblems(sources)
                    .forEach((path, problem) -> errors.add(FieldError.of(path, problem)));
            errors.addAll(validation.ofKnownTargets(kind, definition.key(), reading));
            errors.addAll(Validation.ofPersona(kind, reading, upper.personas()));
        }
        return errors;
    }

    private OpenConnector open(
            Definition definition,
            KindLease lease,
            Reading reading,
            Map<String, SecretSource> sources)
            throws ConnectorException {
        ConnectorKind kind = lease.kind();
        ConnectorKey key = definition.key();
        ConnectorSettings settings =
                new ConnectorSettings(key.name(), kind.settings(), reading.settings());
        OpenConnector open =
                new OpenConnector(definition, lease, Policies.of(kind.settings(), settings));
        Tasks tasks = new Tasks(key.toString(), new PrefixedLog(key), FIRST_PAUSE);
        LiveContext context =
                new LiveContext(
                        open,
                        upper.host(),
                        rooms.store(),
                        path -> Optional.ofNullable(sources.get(path)).flatMap(validation::value),
                        tasks);
        Connector connector = kind.open(settings, context);
        try {
            open.opened(connector, List.copyOf(connector.routes()), tasks);
        } catch (RuntimeException e) {
            connector.close();
            throw e;
        }
        return open;
    }

    private void startIfDue(Entry entry, OpenConnector connector) {
        if (!starting || connector.isStarted()) {
            return;
        }
        try {
            connector.start();
            entry.started();
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
            had.close(rooms.patience());
        }
    }

    private void close(Entry entry) {
        OpenConnector had = entry.open();
        entry.show(Situation.of(ConnectorState.STARTING, now()), null);
        if (had != null) {
            had.close(rooms.patience());
        }
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
