package dev.kheish.host.connector;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Route;
import dev.kheish.spi.Settings;
import dev.kheish.spi.Target;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is done to it. */
final class TestConnector implements Connector {
    final Settings settings;
    final ConnectorContext context;
    final AtomicInteger starts = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    private final AtomicInteger failingStarts;

    TestConnector(Settings settings, ConnectorContext context, AtomicInteger failingStarts) {
        this.settings = settings;
        this.context = context;
        this.failingStarts = failingStarts;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("", _ -> IngressReply.badRequest("none")));
    }

    @Override
    public void start() throws ConnectorException {
        starts.incrementAndGet();
        if (failingStarts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new ConnectorException("It does not want to start.");
        }
    }

    @Override
    public Optional<String> check(Target target) {
        return target.lane()
                .filter("forbidden"::equals)
                .map(lane -> "The lane " + lane + " is not allowed.");
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }
}
