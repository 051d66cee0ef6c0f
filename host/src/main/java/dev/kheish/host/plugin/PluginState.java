package dev.kheish.host.plugin;

/** Where a plugin is in its life. */
public enum PluginState {
    /** Its classes are loaded and checked; its kinds cannot be used yet. */
    LOADED,
    /** Its kinds can be used. */
    OFFERED,
    /** Its kinds are hidden; connectors that were opened before still use it. */
    DRAINING,
    /** Nothing uses it and its jars are closed. */
    CLOSED,
    /** It was not taken; the view says why. */
    REFUSED
}
