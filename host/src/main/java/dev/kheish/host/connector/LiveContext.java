package dev.kheish.host.connector;

import dev.kheish.host.json.Json;
import dev.kheish.host.json.StrictJson;
import dev.kheish.host.secret.ConnectorLeases;
import dev.kheish.host.store.Store;
import dev.kheish.spi.Attachment;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.Egress;
import dev.kheish.spi.FileRoom;
import dev.kheish.spi.Leases;
import dev.kheish.spi.MalformedJsonException;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.StateMap;
import dev.kheish.spi.Submission;

import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** What one opened connector borrows from the host. */
final class LiveContext implements ConnectorContext {
    private final OpenConnector connector;
    private final HostServices host;
    private final Own own;
    private final Folders folders;
    private final FileRoom fileRoom;
    private final StateMap state;
    private final System.Logger log;

    LiveContext(
            OpenConnector connector,
            HostServices host,
            Store store,
            Folders folders,
            FileRoom fileRoom,
            Own own) {
        this.connector = connector;
        this.host = host;
        this.folders = folders;
        this.fileRoom = fileRoom;
        this.own = own;
        this.state = new IncarnationState(store, connector.incarnation(), this::checkOpen);
        this.log = new PrefixedLog(connector.key());
    }

    /**
     * What is made for this one alone.
     *
     * @param secrets value of a setting, by path
     * @param output takes a source and a line
     */
    record Own(
            Function<String, Optional<String>> secrets,
            Tasks tasks,
            ConnectorLeases leases,
            BiConsumer<String, String> output) {}

    @Override
    public String connector() {
        checkOpen();
        return connector.name();
    }

    @Override
    public List<Receipt> submit(Submission submission) throws InterruptedException {
        checkOpen();
        if (!connector.isAccepting()) {
            Receipt closed =
                    new Receipt.Refused(
                            Receipt.Refusal.CLOSED,
                            "The connector takes no new events: it is going away.");
            return submission.events().stream().map(_ -> closed).toList();
        }
        List<Receipt> receipts = host.submit(connector, submission);
        connector.note(receipts, host.clock());
        return receipts;
    }

    @Override
    public Optional<String> secret(String setting) {
        checkOpen();
        return own.secrets().apply(setting);
    }

    @Override
    public Leases leases() {
        checkOpen();
        return own.leases();
    }

    @Override
    public void output(String source, String line) {
        checkOpen();
        own.output().accept(source, line);
    }

    @Override
    public Path folder() throws IOException {
        checkOpen();
        return folders.of(connector.incarnation());
    }

    @Override
    public String hostUrl() {
        checkOpen();
        return host.url();
    }

    @Override
    public StateMap state() {
        checkOpen();
        return state;
    }

    @Override
    public Optional<Delivery> pendingDelivery(String deliveryId) {
        checkOpen();
        return host.pendingDelivery(connector, deliveryId);
    }

    @Override
    public Optional<Attachment> asset(String assetId) throws IOException {
        checkOpen();
        return host.asset(assetId);
    }

    @Override
    public JsonValue parse(byte[] utf8, int maxDepth) throws MalformedJsonException {
        checkOpen();
        return StrictJson.values(utf8, maxDepth);
    }

    @Override
    public JsonProvider json() {
        checkOpen();
        return Json.provider();
    }

    @Override
    public Egress egress() {
        checkOpen();
        return host.egress();
    }

    @Override
    public FileRoom fileRoom() {
        checkOpen();
        return fileRoom;
    }

    @Override
    public Clock clock() {
        checkOpen();
        return host.clock();
    }

    @Override
    public System.Logger log() {
        checkOpen();
        return log;
    }

    @Override
    public void spawn(String name, Task task) {
        checkOpen();
        own.tasks().spawn(name, task);
    }

    /** The database is this host's own, so it is the one. */
    @Override
    public void spawnExclusive(String name, Task task) {
        spawn(name, task);
    }

    private void checkOpen() {
        if (connector.isClosed()) {
            throw new IllegalStateException("The connector " + connector.key() + " is closed");
        }
    }
}
