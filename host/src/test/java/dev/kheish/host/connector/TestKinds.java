package dev.kheish.host.connector;

import dev.kheish.host.plugin.KindLease;
import dev.kheish.host.plugin.SuccessorCheck;
import dev.kheish.spi.ConnectorKind;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Kinds that come and go at a test's command. */
final class TestKinds implements KindSource {
    final AtomicInteger leases = new AtomicInteger();
    final AtomicInteger changes = new AtomicInteger();
    volatile SuccessorCheck check = (kind, successor) -> List.of();
    private final Map<String, Offer> offers = new ConcurrentSkipListMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private long generation;

    synchronized void offer(ConnectorKind kind) {
        offers.put(kind.name(), new Offer(kind, ++generation));
        listeners.forEach(listener -> listener.accept(kind.name()));
    }

    void withdraw(String kind) {
        offers.remove(kind);
        listeners.forEach(listener -> listener.accept(kind));
    }

    @Override
    public Optional<KindLease> lease(String kind) {
        return Optional.ofNullable(offers.get(kind)).map(Lease::new);
    }

    @Override
    public List<String> kindNames() {
        return new ArrayList<>(offers.keySet());
    }

    @Override
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    @Override
    public void beforeReplacing(SuccessorCheck asked) {
        check = asked;
    }

    @Override
    public void connectorsChanged() {
        changes.incrementAndGet();
    }

    private record Offer(ConnectorKind kind, long generation) {}

    private final class Lease implements KindLease {
        private final Offer offer;
        private final AtomicBoolean open = new AtomicBoolean(true);

        Lease(Offer offer) {
            this.offer = offer;
            leases.incrementAndGet();
        }

        @Override
        public ConnectorKind kind() {
            if (!open.get()) {
                throw new IllegalStateException("The lease is closed");
            }
            return offer.kind();
        }

        @Override
        public String pluginId() {
            return "test";
        }

        @Override
        public long generation() {
            return offer.generation();
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                leases.decrementAndGet();
            }
        }
    }
}
