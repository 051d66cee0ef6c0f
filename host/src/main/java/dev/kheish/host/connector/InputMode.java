package dev.kheish.host.connector;

/** Where settings were written. */
enum InputMode {
    /** A PUT: secret values go to slots. */
    PUT,
    /** The connectors file: it must not hold secret values. */
    FILE,
    /** The store: what an earlier PUT left. */
    STORED
}
