package dev.kheish.host.plugin;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
    private final Remains remains;
    private final ReentrantLock turn = new ReentrantLock();
    private final Map<Path, PluginSlot> slots = new ConcurrentSkipListMap<>();
    private final List<Consumer<KindChange>> listeners = new CopyOnWriteArrayList<>();
    private Set<PluginSource> lastLook = Set.of();
    private Set<Path> lastUnreadable = Set.of();
    private Set<Path> lastMissing = Set.of();
    private boolean looked;
    private boolean namesWereFreed;
    private volatile boolean connectorsChanged;
    private boolean closed;

    PluginCatalog(
            SourceScanner scanner,
            PluginInstaller installer,
            PluginRegistry registry,
            Remains remains) {
        this.scanner = scanner;
        this.installer = installer;
        this.registry = registry;
        this.remains = remains;
    }

    /** What was refused for the sake of connectors is looked at again. */
    void connectorsChanged() {
        connectorsChanged = true;
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
            // What is freed or changed from here on counts for the next look.
            Retry retry = new Retry(namesWereFreed, connectorsChanged);
            namesWereFreed = false;
            connectorsChanged = false;
            seen.sources().forEach(source -> look(source, retry));
            lastLook = Set.copyOf(seen.sources());
            tidyUp();
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
        List<PluginView> inMemory =
                Stream.concat(registry.views().stream(), remains.views().stream()).toList();
        Stream<PluginView> others =
                notTaken().filter(view -> inMemory.stream().noneMatch(view::isSamePluginAs));
        return Stream.concat(inMemory.stream(), others)
                .sorted(
                        Comparator.comparing(PluginView::id)
                                .thenComparingLong(PluginView::generation))
                .toList();
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

    private void tidyUp() {
        Stream<PluginView> inUse = Stream.concat(registry.views().stream(), notTaken());
        installer.keepOnly(inUse.map(PluginView::digest).collect(Collectors.toSet()));
        if (looked && remains.wantJudgement()) { // never while the host starts
            remains.judge();
        }
    }

    /** What was refused or retired. */
    private Stream<PluginView> notTaken() {
        return slots.values().stream()
                .flatMap(slot -> Stream.of(slot.refused(), slot.retired()))
                .filter(Objects::nonNull);
    }

    private void look(PluginSource source, Retry retry) {
        PluginSlot before = slots.get(source.path());
        if (before != null && before.tried().equals(source)) {
            if (!retry.concerns(before)) {
                return;
            }
        } else if (looked && !lastLook.contains(source)) {
            return; // perhaps still being copied: the next look will tell
        }
        PluginSlot after = installer.install(source, before);
        slots.put(source.path(), after);
        announce(before == null ? null : before.current(), after.current());
    }

    // Gone is what two looks miss: somebody may be about to put another file in its place.
    private void removeVanished(SourceScanner.Seen seen) {
        Set<Path> there =
                seen.sources().stream().map(PluginSource::path).collect(Collectors.toSet());
        Set<Path> missing =
                slots.keySet().stream()
                        .filter(path -> !there.contains(path))
                        .filter(path -> !seen.unreadable().contains(path.getParent()))
                        .collect(Collectors.toCollection(TreeSet::new));
        List<Path> gone = missing.stream().filter(lastMissing::contains).toList();
        lastMissing = missing;
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

    /** What has happened since the last look that may mend a refusal. */
    private record Retry(boolean namesWereFreed, boolean connectorsChanged) {
        boolean concerns(PluginSlot slot) {
            return (namesWereFreed && slot.waitsForName())
                    || (connectorsChanged && slot.waitsForConnectors());
        }
    }
}
