package dev.kheish.host.plugin;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What lies in the plugins folders and what became of it. Looks and retirements take turns, and
 * their listeners hear of them within the turn, so in order. Safe for use by many threads.
 */
final class PluginCatalog {
    private static final System.Logger LOG = System.getLogger(PluginCatalog.class.getName());

    private final SourceScanner scanner;
    private final PluginInstaller installer;
    private final PluginRegistry registry;
    private final ReentrantLock turn = new ReentrantLock();
    private final Map<Path, PluginSlot> slots = new ConcurrentSkipListMap<>();
    private final List<Consumer<KindChange>> listeners = new CopyOnWriteArrayList<>();
    private Set<PluginSource> lastLook = Set.of();
    private Set<Path> lastUnreadable = Set.of();
    private boolean looked;
    private boolean namesWereFreed;
    private boolean closed;

    PluginCatalog(SourceScanner scanner, PluginInstaller installer, PluginRegistry registry) {
        this.scanner = scanner;
        this.installer = installer;
        this.registry = registry;
    }

    void onChange(Consumer<KindChange> listener) {
        listeners.add(listener);
    }

    void scan() {
        turn.lock();
        try {
            if (closed) {
                return;
            }
            SourceScanner.Seen seen = scanner.scan();
            warnAboutUnreadable(seen.unreadable());
            removeVanished(seen);
            boolean retryNames = namesWereFreed;
            namesWereFreed = false; // what is freed from here on counts for the next look
            seen.sources().forEach(source -> look(source, retryNames));
            lastLook = Set.copyOf(seen.sources());
            looked = true;
        } finally {
            turn.unlock();
        }
    }

    Retirement retire(String id, Duration patience) throws InterruptedException {
        Optional<PluginEntry> leaving;
        turn.lock();
        try {
            leaving = withdraw(id).or(() -> registry.draining(id));
        } finally {
            turn.unlock();
        }
        if (leaving.isEmpty()) {
            return new Retirement.Unknown();
        }
        PluginEntry entry = leaving.get();
        return registry.awaitClosed(entry, patience)
                ? new Retirement.Done(registry.view(entry))
                : new Retirement.StillInUse(registry.leases(entry));
    }

    List<PluginView> views() {
        List<PluginView> alive = registry.views();
        Stream<PluginView> others =
                slots.values().stream()
                        .flatMap(slot -> Stream.of(slot.refused(), slot.retired()))
                        .filter(
                                view ->
                                        view != null
                                                && alive.stream().noneMatch(view::isSamePluginAs));
        return Stream.concat(alive.stream(), others)
                .sorted(
                        Comparator.comparing(PluginView::id)
                                .thenComparingLong(PluginView::generation))
                .toList();
    }

    void removeUnusedCopies() {
        turn.lock();
        try {
            installer.keepOnly(
                    views().stream().map(PluginView::digest).collect(Collectors.toSet()));
        } finally {
            turn.unlock();
        }
    }

    /** Withdraws everything; nobody is told, as the host is going down. */
    void close(Duration patience) {
        List<PluginEntry> leaving = new ArrayList<>();
        turn.lock();
        try {
            closed = true;
            for (PluginSlot slot : slots.values()) {
                if (slot.current() != null) {
                    registry.withdraw(slot.current());
                    leaving.add(slot.current());
                }
            }
            slots.clear();
        } finally {
            turn.unlock();
        }
        long deadline = System.nanoTime() + patience.toNanos();
        for (PluginEntry entry : leaving) {
            awaitOrWarn(entry, Duration.ofNanos(deadline - System.nanoTime()));
        }
    }

    private void look(PluginSource source, boolean retryNames) {
        PluginSlot before = slots.get(source.path());
        if (before != null && before.tried().equals(source)) {
            if (!retryNames || !before.waitsForName()) {
                return;
            }
        } else if (looked && !lastLook.contains(source)) {
            return; // perhaps still being copied: the next look will tell
        }
        PluginSlot after = installer.install(source, before);
        slots.put(source.path(), after);
        announce(before == null ? null : before.current(), after.current());
    }

    private void removeVanished(SourceScanner.Seen seen) {
        Set<Path> there =
                seen.sources().stream().map(PluginSource::path).collect(Collectors.toSet());
        List<Path> gone =
                slots.keySet().stream()
                        .filter(path -> !there.contains(path))
                        .filter(path -> !seen.unreadable().contains(path.getParent()))
                        .toList();
        for (Path path : gone) {
            PluginSlot slot = slots.remove(path);
            installer.forget(slot);
            PluginEntry current = slot == null ? null : slot.current();
            if (current != null) {
                LOG.log(Level.INFO, "Plugin withdrawn, its file is gone: {0}", current.id());
                registry.withdraw(current);
                announce(current, null);
            }
        }
    }

    private Optional<PluginEntry> withdraw(String id) {
        for (Map.Entry<Path, PluginSlot> known : slots.entrySet()) {
            PluginEntry current = known.getValue().current();
            if (current != null && current.id().equals(id)) {
                slots.put(known.getKey(), installer.retire(known.getValue(), current));
                registry.withdraw(current);
                announce(current, null);
                return Optional.of(current);
            }
        }
        return Optional.empty();
    }

    private void announce(@Nullable PluginEntry before, @Nullable PluginEntry after) {
        if (before == after) {
            return;
        }
        Set<String> old = before == null ? Set.of() : before.plugin().kindNames();
        Set<String> now = after == null ? Set.of() : after.plugin().kindNames();
        if (before != null) {
            namesWereFreed = true;
            for (String kind : old) {
                if (!now.contains(kind)) {
                    tell(
                            new KindChange(
                                    KindChange.Type.WITHDRAWN,
                                    kind,
                                    before.id(),
                                    before.generation()));
                }
            }
        }
        if (after != null) {
            for (String kind : now) {
                KindChange.Type type =
                        old.contains(kind) ? KindChange.Type.REPLACED : KindChange.Type.OFFERED;
                tell(new KindChange(type, kind, after.id(), after.generation()));
            }
        }
    }

    private void tell(KindChange change) {
        for (Consumer<KindChange> listener : listeners) {
            try {
                listener.accept(change);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "Kind changed, but a listener failed to follow: " + change, e);
            }
        }
    }

    private void warnAboutUnreadable(Set<Path> unreadable) {
        for (Path folder : unreadable) {
            if (!lastUnreadable.contains(folder)) {
                LOG.log(
                        Level.WARNING,
                        "Plugins folder cannot be read; what was loaded from it stays: {0}",
                        folder.toString());
            }
        }
        lastUnreadable = unreadable;
    }

    private void awaitOrWarn(PluginEntry entry, Duration patience) {
        try {
            if (!registry.awaitClosed(entry, patience)) {
                LOG.log(
                        Level.WARNING,
                        "Plugin is still in use by {0} connectors while the host stops: {1}",
                        Integer.toString(registry.leases(entry)),
                        entry.id());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
