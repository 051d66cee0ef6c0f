package dev.kheish.host.plugin;

/** A plugin that was offered. State and leases belong to {@link PluginRegistry} and its lock. */
final class PluginEntry {
    private final LoadedPlugin plugin;
    private final long generation;
    private final long loadedAtMs;
    PluginState state = PluginState.LOADED;
    int leases;

    PluginEntry(LoadedPlugin plugin, long generation, long loadedAtMs) {
        this.plugin = plugin;
        this.generation = generation;
        this.loadedAtMs = loadedAtMs;
    }

    LoadedPlugin plugin() {
        return plugin;
    }

    String id() {
        return plugin.id();
    }

    long generation() {
        return generation;
    }

    PluginView view() {
        return plugin.view(state, generation, loadedAtMs);
    }
}
