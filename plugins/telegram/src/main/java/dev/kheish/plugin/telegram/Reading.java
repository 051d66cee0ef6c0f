package dev.kheish.plugin.telegram;

/** What an update is for a connector. */
sealed interface Reading {
    /** Something that makes a run. */
    record Take(Incoming incoming) implements Reading {}

    /** Something that is passed over and counted, and that is all. */
    record Leave(Skipped why) implements Reading {}
}
