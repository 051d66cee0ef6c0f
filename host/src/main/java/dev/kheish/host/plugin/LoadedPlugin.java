package dev.kheish.host.plugin;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;

/**
 * A plugin whose classes are loaded and whose kinds are sound. Whoever holds it last closes it.
 *
 * @param kinds by name, in the order in which the plugin names them
 */
record LoadedPlugin(
        PluginLabel label,
        PluginSource source,
        String digest,
        Map<String, IsolatedKind> kinds,
        PluginClassLoader loader)
        implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LoadedPlugin.class.getName());

    String id() {
        return label.id();
    }

    Set<String> kindNames() {
        return kinds.keySet();
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
