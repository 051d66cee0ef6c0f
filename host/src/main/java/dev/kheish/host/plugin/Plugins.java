package dev.kheish.host.plugin;

import dev.kheish.spi.KindContext;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The kinds that can be used, from jars that come, change and go while the host runs. A plugin that
 * is broken, or whose newer generation is, affects no other. Safe for use by many threads.
 */
public final class Plugins implements AutoCloseable {
    private final PluginRegistry registry;
    private final PluginCatalog catalog;
    private final Duration drainFor;
    private final @Nullable Rescanner rescanner;

    private Plugins(
            PluginRegistry registry,
            PluginCatalog catalog,
            Duration drainFor,
            @Nullable Rescanner rescanner) {
        this.registry = registry;
        this.catalog = catalog;
        this.drainFor = drainFor;
        this.rescanner = rescanner;
    }

    /**
     * Loads what lies in the folders, removes staged copies that nothing uses, and goes on looking.
     *
     * @param contexts what a kind of a name gets when it is started
     */
    public static Plugins open(
            PluginSettings settings, Function<String, KindContext> contexts, Clock clock) {
        Duration every = settings.rescanEvery();
        Rescanner.Trigger timer = () -> Thread.sleep(every);
        return open(settings, contexts, clock, every.isPositive() ? timer : null);
    }

    static Plugins open(
            PluginSettings settings,
            Function<String, KindContext> contexts,
            Clock clock,
            Rescanner.@Nullable Trigger trigger) {
        PluginRegistry registry = new PluginRegistry();
        PluginInstaller installer =
                new PluginInstaller(
                        new Staging(settings.staging()),
                        new PluginLoader(contexts),
                        registry,
                        clock);
        PluginCatalog catalog =
                new PluginCatalog(new SourceScanner(settings.folders()), installer, registry);
        catalog.scan();
        catalog.removeUnusedCopies();
        Rescanner rescanner = trigger == null ? null : Rescanner.start(trigger, catalog::scan);
        return new Plugins(registry, catalog, settings.drainFor(), rescanner);
    }

    /**
     * Looks at the folders now. What is new or changed is taken when a second look finds it
     * unchanged, so that no file is read while it is being copied; what is gone is withdrawn.
     */
    public void scan() {
        catalog.scan();
    }

    /** Borrows a kind; empty if no plugin offers it now. */
    public Optional<KindLease> lease(String kind) {
        return registry.lease(kind);
    }

    /** The kinds that can be borrowed, sorted. */
    public List<String> kindNames() {
        return registry.kindNames();
    }

    /** Every plugin that is offered, draining, refused or retired, sorted by id. */
    public List<PluginView> views() {
        return catalog.views();
    }

    /**
     * Withdraws a plugin and waits for its leases to come back. It stays away, over restarts too,
     * until its file changes. May be asked again while it is still in use.
     */
    public Retirement retire(String id, Duration patience) throws InterruptedException {
        return catalog.retire(id, patience);
    }

    /**
     * Tells of every later change, in order, on the thread that made it; {@link #lease} already
     * shows it. So listen first, then ask for {@link #kindNames}.
     */
    public void onChange(Consumer<KindChange> listener) {
        catalog.onChange(listener);
    }

    /** Closed plugins whose classes are still in memory: something of theirs was left behind. */
    public int unreclaimed() {
        return registry.unreclaimed();
    }

    /** Hides all kinds, then waits for the leases that are still open, but not for ever. */
    @Override
    public void close() {
        if (rescanner != null) {
            rescanner.close();
        }
        catalog.close(drainFor);
    }
}
