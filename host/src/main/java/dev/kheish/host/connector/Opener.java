package dev.kheish.host.connector;

import dev.kheish.host.capture.Capture;
import dev.kheish.host.capture.Captures;
import dev.kheish.host.connector.SettingsReader.Reading;
import dev.kheish.host.plugin.KindLease;
import dev.kheish.host.secret.ConnectorLeases;
import dev.kheish.host.secret.HiddenForms;
import dev.kheish.host.secret.LeaseHolder;
import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.ConnectorKind;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/** Has kinds open connectors, with what the host lends to each. Safe for use by many threads. */
final class Opener implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** A tenth of the memory that the launcher gives; two of the largest files. */
    private static final int FILE_BYTES = 24 * 1024 * 1024;

    private final ConnectorRooms rooms;
    private final HostServices host;
    private final Validation validation;
    private final Folders folders;
    private final Redaction redaction;
    private final Captures captures;
    private final SharedFileRoom fileRoom = new SharedFileRoom(FILE_BYTES);
    private final AtomicLong secretWrites = new AtomicLong();

    Opener(ConnectorRooms rooms, HostServices host, Validation validation) {
        this.rooms = rooms;
        this.host = host;
        this.validation = validation;
        this.folders = new Folders(rooms.folders());
        this.redaction = new Redaction(rooms.secrets(), rooms.leases());
        this.captures = new Captures(rooms.clock(), folders);
    }

    OpenConnector open(
            Definition definition,
            KindLease lease,
            Reading reading,
            Map<String, SecretSource> sources)
            throws ConnectorException {
        ConnectorKind kind = lease.kind();
        ConnectorKey key = definition.key();
        ConnectorSettings settings =
                new ConnectorSettings(key.name(), kind.settings(), reading.settings());
        List<String> hidden = HiddenForms.of(HiddenValues.of(kind.settings(), reading.settings()));
        OpenConnector open =
                new OpenConnector(
                        definition,
                        lease,
                        Policies.of(kind.settings(), settings),
                        secretWrites.get(),
                        hidden);
        LiveContext.Own own =
                new LiveContext.Own(
                        path -> Optional.ofNullable(sources.get(path)).flatMap(validation::value),
                        new Tasks(key.toString(), new PrefixedLog(key), FIRST_PAUSE),
                        leases(definition, kind, reading),
                        output(definition, sources, redaction.and(hidden)));
        LiveContext context = new LiveContext(open, host, rooms.store(), folders, fileRoom, own);
        try {
            finish(open, kind.open(settings, context), own);
            return open;
        } catch (ConnectorException | RuntimeException e) {
            own.leases().close();
            throw e;
        }
    }

    private static void finish(OpenConnector open, Connector connector, LiveContext.Own own) {
        try {
            open.opened(connector, List.copyOf(connector.routes()), own.tasks(), own.leases());
        } catch (RuntimeException e) {
            connector.close();
            throw e;
        }
    }

    /** Counts a secret that was written just now: connectors opened from now on know it. */
    long secretWritten() {
        return secretWrites.incrementAndGet();
    }

    /** What programs of the connectors write. */
    Captures captures() {
        return captures;
    }

    /** Deletes what an incarnation that has ended kept outside the store. */
    void forget(long incarnation) throws IOException {
        captures.forget(incarnation);
        folders.delete(incarnation);
    }

    /** Deletes the folders of all incarnations but these. */
    void sweep(Set<Long> living) throws IOException {
        folders.sweep(living);
    }

    @Override
    public void close() {
        captures.close();
    }

    private ConnectorLeases leases(Definition definition, ConnectorKind kind, Reading reading) {
        ConnectorKey key = definition.key();
        return rooms.leases()
                .of(
                        new LeaseHolder(key.kind(), key.name(), definition.incarnation()),
                        SecretSource.slotMaps(kind.settings(), reading.settings()));
    }

    /** Where its programs' lines go, without what is secret. */
    private BiConsumer<String, String> output(
            Definition definition, Map<String, SecretSource> sources, Redaction own) {
        Capture capture = captures.of(definition.incarnation());
        rooms.secrets()
                .alsoHide(
                        sources.values().stream()
                                .filter(SecretSource.Env.class::isInstance)
                                .flatMap(source -> validation.value(source).stream())
                                .toList());
        return (source, line) -> capture.add(source, line, own);
    }
}
