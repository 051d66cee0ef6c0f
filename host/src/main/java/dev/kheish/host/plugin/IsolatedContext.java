package dev.kheish.host.plugin;

import dev.kheish.spi.Attachment;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.Egress;
import dev.kheish.spi.FileRoom;
import dev.kheish.spi.InboundEvent;
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

/**
 * The door from a connector back into the host. The host's code runs under the host's class loader,
 * so that no pool it starts inherits that of a plugin; tasks run under the plugin's.
 */
final class IsolatedContext implements ConnectorContext {
    private final ConnectorContext context;
    private final Egress egress;
    private final Leases leases;
    private final Isolation in;

    IsolatedContext(ConnectorContext context, Isolation in) {
        this.context = context;
        this.egress = new IsolatedEgress(context.egress());
        this.leases = new IsolatedLeases(context.leases());
        this.in = in;
    }

    @Override
    public String connector() {
        return context.connector();
    }

    @Override
    public List<Receipt> submit(Submission submission) throws InterruptedException {
        try (var _ = ThreadClassLoader.of(ThreadClassLoader.HOST)) {
            return context.submit(submission);
        }
    }

    @Override
    public Receipt submit(InboundEvent event) throws InterruptedException {
        try (var _ = ThreadClassLoader.of(ThreadClassLoader.HOST)) {
            return context.submit(event);
        }
    }

    @Override
    public Optional<String> secret(String setting) {
        try (var _ = ThreadClassLoader.of(ThreadClassLoader.HOST)) {
            return context.secret(setting);
        }
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public void output(String source, String line) {
        context.output(source, line);
    }

    @Override
    public Path folder() throws IOException {
        return context.folder();
    }

    @Override
    public String hostUrl() {
        return context.hostUrl();
    }

    @Override
    public StateMap state() {
        return context.state();
    }

    @Override
    public Optional<Delivery> pendingDelivery(String deliveryId) {
        try (var _ = ThreadClassLoader.of(ThreadClassLoader.HOST)) {
            return context.pendingDelivery(deliveryId);
        }
    }

    @Override
    public Optional<Attachment> asset(String assetId) throws IOException {
        try (var _ = ThreadClassLoader.of(ThreadClassLoader.HOST)) {
            return context.asset(assetId);
        }
    }

    @Override
    public JsonValue parse(byte[] utf8, int maxDepth) throws MalformedJsonException {
        return context.parse(utf8, maxDepth);
    }

    @Override
    public JsonProvider json() {
        return context.json();
    }

    @Override
    public Egress egress() {
        return egress;
    }

    @Override
    public FileRoom fileRoom() {
        return context.fileRoom();
    }

    @Override
    public Clock clock() {
        return context.clock();
    }

    @Override
    public System.Logger log() {
        return context.log();
    }

    @Override
    public void spawn(String name, Task task) {
        try (var _ = ThreadClassLoader.of(ThreadClassLoader.HOST)) {
            context.spawn(name, isolated(name, task));
        }
    }

    @Override
    public void spawnExclusive(String name, Task task) {
        try (var _ = ThreadClassLoader.of(ThreadClassLoader.HOST)) {
            context.spawnExclusive(name, isolated(name, task));
        }
    }

    private Task isolated(String name, Task task) {
        return () -> in.run(name, InterruptedException.class, task::run);
    }
}
