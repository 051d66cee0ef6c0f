package dev.kheish.plugin.slack;

/** What a callback is for a connector. */
sealed interface Reading {
    /** Something that makes a run. */
    record Take(Message message) implements Reading {}

    /** Something that is answered and counted, and that is all. */
    record Leave(Ignored why) implements Reading {}
}
