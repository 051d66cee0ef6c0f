package dev.kheish.host.plugin;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.ConnectorStatus;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.FetchException;
import dev.kheish.spi.FileRef;
import dev.kheish.spi.FileSink;
import dev.kheish.spi.Route;
import dev.kheish.spi.Target;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** The only door from the host into a connector. Safe for use by many threads. */
final class IsolatedConnector implements Connector {
    private final Connector connector;
    private final Isolation in;

    // Whoever looks at views again and again must not pile up threads of one that hangs.
    private final Semaphore statusCalls = new Semaphore(4);

    IsolatedConnector(Connector connector, Isolation in) {
        this.connector = connector;
        this.in = in;
    }

    @Override
    public List<Route> routes() {
        return in.promptly(
                "routes", () -> connector.routes().stream().map(this::isolated).toList());
    }

    @Override
    public void start() throws ConnectorException {
        try {
            in.run("start", ConnectorException.class, connector::start);
        } catch (ConnectorException e) {
            throw withoutPluginTypes("start", e, in);
        }
    }

    @Override
    public DeliveryResult deliver(Delivery delivery) throws InterruptedException {
        return in.call("deliver", InterruptedException.class, () -> connector.deliver(delivery));
    }

    @Override
    public Optional<String> check(Target target) {
        return in.call("check", () -> connector.check(target));
    }

    @Override
    public void fetch(FileRef file, FileSink sink) throws FetchException, InterruptedException {
        Optional<FetchException> failure =
                in.call("fetch", InterruptedException.class, () -> tryToFetch(file, sink));
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    @Override
    public ConnectorStatus status() {
        if (!statusCalls.tryAcquire()) {
            throw new PluginFault(in.kind(), "status", "earlier calls have not returned yet");
        }
        return in.promptly("status", this::askForStatus);
    }

    @Override
    public void secretsChanged(Set<String> settings) {
        in.runPromptly("secretsChanged", () -> connector.secretsChanged(settings));
    }

    @Override
    public void drain() throws InterruptedException {
        in.run("drain", InterruptedException.class, connector::drain);
    }

    @Override
    public void close() {
        in.runInTime("close", connector::close);
    }

    /** The same exception with a cause that is a type of the host. */
    static ConnectorException withoutPluginTypes(String call, ConnectorException e, Isolation in) {
        Throwable cause = e.getCause();
        String message = String.valueOf(e.getMessage());
        ConnectorException clean =
                cause == null
                        ? new ConnectorException(message)
                        : new ConnectorException(message, in.fault(call, cause));
        clean.setStackTrace(e.getStackTrace());
        return clean;
    }

    private ConnectorStatus askForStatus() {
        try {
            return connector.status();
        } finally {
            statusCalls.release();
        }
    }

    private Optional<FetchException> tryToFetch(FileRef file, FileSink sink)
            throws InterruptedException {
        try {
            connector.fetch(file, sink);
            return Optional.empty();
        } catch (FetchException e) {
            return Optional.of(e);
        }
    }

    private Route isolated(Route route) {
        return route.handledBy(new IsolatedHandler(route.handler(), in));
    }
}
