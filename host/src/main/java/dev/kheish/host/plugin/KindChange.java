package dev.kheish.host.plugin;

/**
 * Something happened to a kind.
 *
 * @param generation the generation that now offers it, or that was withdrawn
 */
public record KindChange(Type type, String kind, String pluginId, long generation) {
    /** What happened. */
    public enum Type {
        /** It can be used from now on. */
        OFFERED,
        /** A newer generation offers it; connectors of the older one should move over. */
        REPLACED,
        /** It cannot be used any more; connectors that use it should let it go. */
        WITHDRAWN
    }
}
