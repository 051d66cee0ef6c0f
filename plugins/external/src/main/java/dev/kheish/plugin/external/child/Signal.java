package dev.kheish.plugin.external.child;

/** What a process can be told. */
enum Signal {
    /** Leave. */
    TERM,
    /** It is made to leave. */
    KILL
}
