package dev.kheish.host.plugin;

import dev.kheish.spi.ConnectorKind;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which kinds can be used right now, and who is using them. Names are hidden and leases are counted
 * under one lock, so that nothing is closed under a borrower. Safe for use by many threads.
 */
final class PluginRegistry {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition someClosed = lock.newCondition();
    private final Map<String, PluginEntry> byKind = new TreeMap<>();
    private final List<PluginEntry> alive = new ArrayList<>();
    private final Remains remains;

    /**
     * @param remains told of every plugin that is closed
     */
    PluginRegistry(Remains remains) {
        this.remains = remains;
    }

    /** Borrows a kind. While the lease is open its plugin is not closed. */
    Optional<KindLease> lease(String kind) {
        lock.lock();
        try {
            PluginEntry entry = byKind.get(kind);
            if (entry == null) {
                return Optional.empty();
            }
            entry.leases++;
            return Optional.of(new Lease(kind, entry));
        } finally {
            lock.unlock();
        }
    }

    /** Why a plugin cannot be offered beside the others, {@code replaced} left aside. */
    Optional<String> conflict(LoadedPlugin plugin, @Nullable PluginEntry replaced) {
        lock.lock();
        try {
            for (PluginEntry other : alive) {
                if (other == replaced || other.state != PluginState.OFFERED) {
                    continue;
                }
                String owner =
                        "plugin '%s' (%s)".formatted(other.id(), other.plugin().source().path());
                if (other.id().equals(plugin.id())) {
                    return Optional.of("the id '%s' is that of %s".formatted(plugin.id(), owner));
                }
                for (String kind : plugin.kindNames()) {
                    if (byKind.get(kind) == other) {
                        return Optional.of("kind '%s' is offered by %s".formatted(kind, owner));
                    }
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes the kinds of one plugin usable, in the same moment in which those of another are
     * hidden.
     */
    void offer(PluginEntry entry, @Nullable PluginEntry replaced) {
        boolean unused = false;
        lock.lock();
        try {
            unused = replaced != null && hide(replaced);
            entry.plugin().kindNames().forEach(kind -> byKind.put(kind, entry));
            entry.state = PluginState.OFFERED;
            alive.add(entry);
        } finally {
            lock.unlock();
        }
        if (replaced != null && unused) {
            finish(replaced);
        }
    }

    /** Hides the kinds of a plugin; it is closed when its last lease is. */
    void withdraw(PluginEntry entry) {
        boolean unused;
        lock.lock();
        try {
            unused = hide(entry);
        } finally {
            lock.unlock();
        }
        if (unused) {
            finish(entry);
        }
    }

    /** Waits for a withdrawn plugin to close; true if it did in time. */
    boolean awaitClosed(PluginEntry entry, Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            while (entry.state != PluginState.CLOSED) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = someClosed.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Hidden, but still in use. */
    Optional<PluginEntry> draining(String id) {
        lock.lock();
        try {
            return alive.stream()
                    .filter(entry -> entry.state == PluginState.DRAINING && entry.id().equals(id))
                    .findFirst();
        } finally {
            lock.unlock();
        }
    }

    int leases(PluginEntry entry) {
        lock.lock();
        try {
            return entry.leases;
        } finally {
            lock.unlock();
        }
    }

    List<String> kindNames() {
        lock.lock();
        try {
            return List.copyOf(byKind.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** What is offered or draining, in the order in which it was offered. */
    List<PluginView> views() {
        lock.lock();
        try {
            return alive.stream().map(PluginEntry::view).toList();
        } finally {
            lock.unlock();
        }
    }

    PluginView view(PluginEntry entry) {
        lock.lock();
        try {
            return entry.view();
        } finally {
            lock.unlock();
        }
    }

    // True if the caller must finish it. A name may have gone to a successor: only take what is
    // ours.
    private boolean hide(PluginEntry entry) {
        if (entry.state != PluginState.OFFERED) {
            return false;
        }
        entry.plugin().kindNames().forEach(kind -> byKind.remove(kind, entry));
        entry.state = PluginState.DRAINING;
        return entry.leases == 0;
    }

    private void giveBack(PluginEntry entry) {
        boolean last;
        lock.lock();
        try {
            entry.leases--;
            last = entry.leases == 0 && entry.state == PluginState.DRAINING;
        } finally {
            lock.unlock();
        }
        if (last) {
            finish(entry);
        }
    }

    // Outside the lock, as it touches files. Hidden and without leases it has one caller only.
    private void finish(PluginEntry entry) {
        entry.plugin().close();
        lock.lock();
        try {
            entry.state = PluginState.CLOSED;
            alive.remove(entry);
            remains.watch(entry.view(), entry.plugin().loader(), entry.plugin().witness());
            someClosed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private final class Lease implements KindLease {
        private final String kind;
        private final String pluginId;
        private final long generation;
        private final AtomicReference<@Nullable PluginEntry> entry;

        Lease(String kind, PluginEntry entry) {
            this.kind = kind;
            this.pluginId = entry.id();
            this.generation = entry.generation();
            this.entry = new AtomicReference<>(entry);
        }

        @Override
        public ConnectorKind kind() {
            PluginEntry held = entry.get();
            if (held == null) {
                throw new IllegalStateException("The lease of kind '" + kind + "' is closed");
            }
            return Objects.requireNonNull(held.plugin().kinds().get(kind), kind);
        }

        @Override
        public String pluginId() {
            return pluginId;
        }

        @Override
        public long generation() {
            return generation;
        }

        @Override
        public void close() {
            PluginEntry held = entry.getAndSet(null);
            if (held != null) {
                giveBack(held);
            }
        }
    }
}
