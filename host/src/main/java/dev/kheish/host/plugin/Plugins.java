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
    private final Parts parts;
    private final PluginCatalog catalog;
    private final Duration drainFor;
    private final @Nullable Rescanner rescanner;

    private Plugins(
            Parts parts, PluginCatalog catalog, Duration drainFor, @Nullable Rescanner rescanner) {
        this.parts = parts;
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
        return open(settings, contexts, clock, Patience.USUAL, every.isPositive() ? timer : null);
    }

    static Plugins open(
            PluginSettings settings,
            Function<String, KindContext> contexts,
            Clock clock,
            Patience patience,
            Rescanner.@Nullable Trigger trigger) {
        Remains remains = new Remains();
        PluginRegistry registry = new PluginRegistry(remains);
        PluginInstaller installer =
                new PluginInstaller(
                        new Staging(settings.staging()),
                        new PluginLoader(contexts, remains, clock, patience),
                        registry,
                        clock);
        PluginCatalog catalog =
                new PluginCatalog(
                        new SourceScanner(settings.folders()), installer, registry, remains);
        catalog.scan();
        Rescanner rescanner = trigger == null ? null : Rescanner.start(trigger, catalog::scan);
        return new Plugins(
                new Parts(registry, installer, remains), catalog, settings.drainFor(), rescanner);
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
        return parts.registry().lease(kind);
    }

    /** The kinds that can be borrowed, sorted. */
    public List<String> kindNames() {
        return parts.registry().kindNames();
    }

    /**
     * Every plugin that is offered, draining, refused, retired, or closed and kept in memory by
     * something; sorted by id.
     */
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

    /**
     * Has {@code check} asked before a newer generation takes the place of the one at work. Until
     * then every one may.
     */
    public void beforeReplacing(SuccessorCheck check) {
        parts.installer().ask(check);
    }

    /**
     * Connectors have changed: a newer generation that was refused for their sake is tried again by
     * the next look. Cheap.
     */
    public void connectorsChanged() {
        catalog.connectorsChanged();
    }

    /**
     * Closed plugins whose classes a garbage collection could not remove from memory: something of
     * theirs was left behind, such as a thread. Their {@link #views} name it.
     */
    public int unreclaimed() {
        return parts.remains().kept();
    }

    /** Closed plugins whose classes are in memory, and garbage collections have not said why. */
    int unjudged() {
        return parts.remains().unjudged();
    }

    /** Hides all kinds, then waits for the leases that are still open, but not for ever. */
    @Override
    public void close() {
        if (rescanner != null) {
            rescanner.close();
        }
        catalog.close(drainFor);
    }

    private record Parts(PluginRegistry registry, PluginInstaller installer, Remains remains) {}
}
