package dev.kheish.host.plugin;

/** What became of one source. */
sealed interface LoadResult {
    /** It is sound, and the caller's to close. */
    record Loaded(LoadedPlugin plugin) implements LoadResult {}

    /** It is not taken, and nothing of it is left open. */
    record Refused(PluginSource source, String id, RefusalReason reason, String detail)
            implements LoadResult {}
}
