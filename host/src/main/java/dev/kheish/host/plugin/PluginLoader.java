package dev.kheish.host.plugin;

import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.KindContext;
import dev.kheish.spi.SettingSpec;

import java.lang.System.Logger.Level;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Turns staged jars into a plugin, or into a reason why not; whole or not at all. Never throws for
 * bad jars, and leaves nothing open of those that it refuses. Safe for use by many threads.
 */
final class PluginLoader {
    private static final System.Logger LOG = System.getLogger(PluginLoader.class.getName());
    private static final Pattern KIND = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final String HOSTS_OWN = "daemon";

    private final Function<String, KindContext> contexts;
    private final Remains remains;
    private final Clock clock;
    private final Patience patience;

    /**
     * @param contexts what a kind of a name gets when it is started
     * @param remains told of what is closed again
     */
    PluginLoader(
            Function<String, KindContext> contexts,
            Remains remains,
            Clock clock,
            Patience patience) {
        this.contexts = contexts;
        this.remains = remains;
        this.clock = clock;
        this.patience = patience;
    }

    /** Loads it and asks its kinds for their names and settings; they are not started yet. */
    LoadResult load(PluginSource source, StagedPlugin staged) {
        String id = source.defaultId();
        try {
            PluginLabel label = PluginLabel.read(source, staged.jars());
            id = label.id();
            if (label.bringsHostClasses()) {
                LOG.log(
                        Level.WARNING,
                        "Plugin brings classes of the SPI or of jakarta.json; the host''s count, so build it without: {0}",
                        id);
            }
            return new LoadResult.Loaded(instantiate(source, staged, label));
        } catch (PluginRefusal e) {
            return new LoadResult.Refused(source, id, e.reason(), e.detail());
        }
    }

    /** Starts its kinds; if one fails, the plugin is closed and refused. */
    LoadResult start(LoadedPlugin plugin) {
        try {
            plugin.kinds().forEach((name, kind) -> kind.start(contexts.apply(name)));
            return new LoadResult.Loaded(plugin);
        } catch (PluginFault e) {
            discard(plugin);
            return new LoadResult.Refused(
                    plugin.source(), plugin.id(), RefusalReason.BROKEN_PROVIDER, describe(e));
        }
    }

    /** Closes one that was loaded for nothing. */
    void discard(LoadedPlugin plugin) {
        plugin.close();
        remains.watch(
                plugin.view(PluginState.CLOSED, 0, clock.millis()),
                plugin.loader(),
                plugin.witness());
    }

    private LoadedPlugin instantiate(PluginSource source, StagedPlugin staged, PluginLabel label)
            throws PluginRefusal {
        PluginClassLoader loader =
                new PluginClassLoader(label.id(), urls(staged), ThreadClassLoader.HOST);
        Map<String, IsolatedKind> kinds = new LinkedHashMap<>();
        LoadedPlugin plugin =
                new LoadedPlugin(
                        label,
                        source,
                        staged.digest(),
                        Collections.unmodifiableMap(kinds),
                        loader,
                        CollectionWitness.create());
        try {
            collectKinds(loader, kinds);
            return plugin;
        } catch (PluginRefusal e) {
            discard(plugin);
            throw e;
        }
    }

    private void collectKinds(PluginClassLoader loader, Map<String, IsolatedKind> kinds)
            throws PluginRefusal {
        for (ConnectorKind provider : providers(loader)) {
            IsolatedKind kind = checked(provider, loader);
            if (kinds.put(kind.name(), kind) != null) {
                throw new PluginRefusal(
                        RefusalReason.NAME_TAKEN, "it offers kind '" + kind.name() + "' twice");
            }
        }
        if (kinds.isEmpty()) {
            throw new PluginRefusal(
                    RefusalReason.NO_PROVIDER,
                    "it has no META-INF/services/"
                            + ConnectorKind.class.getName()
                            + " that names a class");
        }
    }

    private List<ConnectorKind> providers(PluginClassLoader loader) throws PluginRefusal {
        try {
            return patience.call("load " + loader.getName(), () -> instances(loader), _ -> {});
        } catch (Patience.Over e) {
            throw new PluginRefusal(
                    RefusalReason.BROKEN_PROVIDER,
                    "making its kinds, which should do no work: " + e.getMessage());
        } catch (Throwable e) { // anything, an Error of a static initialiser too
            throw new PluginRefusal(RefusalReason.BROKEN_PROVIDER, describe(e));
        }
    }

    private static List<ConnectorKind> instances(PluginClassLoader loader) {
        try (var _ = ThreadClassLoader.of(loader)) {
            List<ConnectorKind> instances = new ArrayList<>();
            ServiceLoader.load(ConnectorKind.class, loader).forEach(instances::add);
            return instances;
        }
    }

    private IsolatedKind checked(ConnectorKind provider, PluginClassLoader loader)
            throws PluginRefusal {
        IsolatedKind kind;
        try {
            kind = new IsolatedKind(provider, loader, patience);
        } catch (PluginFault e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        if (!KIND.matcher(kind.name()).matches()) {
            throw invalid(
                    "its kind name '%s' is not 1 to 63 lower-case letters, digits and dashes"
                            .formatted(kind.name()));
        }
        if (kind.name().equals(HOSTS_OWN)) {
            throw invalid("the kind name '" + HOSTS_OWN + "' is the host's own");
        }
        checkNames(kind.name(), kind.settings());
        return kind;
    }

    private static void checkNames(String owner, List<SettingSpec> settings) throws PluginRefusal {
        Set<String> names = new HashSet<>();
        for (SettingSpec setting : settings) {
            if (setting.name().isBlank()) {
                throw invalid("'%s' has a setting without a name".formatted(owner));
            }
            if (!names.add(setting.name())) {
                throw invalid("'%s' has setting '%s' twice".formatted(owner, setting.name()));
            }
            checkNames(owner + "." + setting.name(), setting.members());
        }
    }

    private static PluginRefusal invalid(String detail) {
        return new PluginRefusal(RefusalReason.INVALID_KIND, detail);
    }

    /** In the operator's words: what failed, then the innermost reason. */
    private static String describe(Throwable thrown) {
        String prefix = ConnectorKind.class.getName() + ": ";
        String message = String.valueOf(thrown.getMessage());
        String what = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
        Throwable root = thrown.getCause();
        if (root == null) {
            boolean worded = thrown instanceof PluginFault || message.startsWith(prefix);
            return worded ? what : thrown.toString();
        }
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return what + " because of " + root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    private static URL[] urls(StagedPlugin staged) {
        return staged.jars().stream().map(PluginLoader::toUrl).toArray(URL[]::new);
    }

    private static URL toUrl(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("Every file has a URL, but not " + jar, e);
        }
    }
}
