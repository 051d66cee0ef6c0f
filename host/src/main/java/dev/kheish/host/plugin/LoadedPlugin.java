package dev.kheish.host.plugin;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A plugin whose classes are loaded and whose kinds are sound. Whoever holds it last closes it.
 *
 * @param kinds by name, in the order in which the plugin names them
 * @param witness goes when the loader should
 */
record LoadedPlugin(
        PluginLabel label,
        PluginSource source,
        String digest,
        Map<String, IsolatedKind> kinds,
        PluginClassLoader loader,
        CollectionWitness witness)
        implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LoadedPlugin.class.getName());
    private static final String BRINGS_HOST_CLASSES =
            "It brings classes of dev.kheish.spi or jakarta.json, and the host's own are used in"
                    + " their place. Build it with these dependencies in scope 'provided'.";

    String id() {
        return label.id();
    }

    Set<String> kindNames() {
        return kinds.keySet();
    }

    PluginView view(PluginState state, long generation, long loadedAtMs) {
        return new PluginView(
                label.id(),
                label.version(),
                digest,
                source.path(),
                state,
                List.copyOf(kindNames()),
                Optional.empty(),
                generation,
                loadedAtMs,
                label.spiLevel(),
                label.bringsHostClasses() ? List.of(BRINGS_HOST_CLASSES) : List.of(),
                Optional.empty());
    }

    /** No kind of it may be called any more. */
    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Plugin " + id() + " could not close its jars", e);
        }
    }
}
