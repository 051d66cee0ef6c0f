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
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is done to it. */
final class TestConnector implements Connector {
    final Settings settings;
    final ConnectorContext context;
    final AtomicInteger starts = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    final List<Set<String>> secretsChanged = new CopyOnWriteArrayList<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger failingStarts;
    private volatile CountDownLatch finishing = new CountDownLatch(0);

    TestConnector(Settings settings, ConnectorContext context, AtomicInteger failingStarts) {
        this.settings = settings;
        this.context = context;
        this.failingStarts = failingStarts;
    }

    /** From now on it takes its time to finish; counting down lets it. */
    CountDownLatch finishSlowly() {
        finishing = new CountDownLatch(1);
        return finishing;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("", _ -> IngressReply.badRequest("none")));
    }

    @Override
    public void start() throws ConnectorException {
        starts.incrementAndGet();
        calls.add("start");
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
    public void secretsChanged(Set<String> settings) {
        secretsChanged.add(settings);
    }

    @Override
    public void drain() throws InterruptedException {
        calls.add("drain");
        try {
            finishing.await();
        } catch (InterruptedException e) {
            calls.add("cut off");
            throw e;
        }
        calls.add("drained");
    }

    @Override
    public void close() {
        calls.add("close");
        closes.incrementAndGet();
    }
}
