package dev.kheish.sidecar;

/** What a sidecar can do, as its manifest says it. Immutable; start from {@link #standard}. */
public final class Capabilities {
    private final boolean attachmentsIn;
    private final boolean attachmentsOut;
    private final boolean threads;

    private Capabilities(boolean attachmentsIn, boolean attachmentsOut, boolean threads) {
        this.attachmentsIn = attachmentsIn;
        this.attachmentsOut = attachmentsOut;
        this.threads = threads;
    }

    /** Files in both directions, no threads: what a manifest means that says nothing. */
    public static Capabilities standard() {
        return new Capabilities(true, true, false);
    }

    /** The same, with or without files in events. */
    public Capabilities attachmentsIn(boolean able) {
        return new Capabilities(able, attachmentsOut, threads);
    }

    /** The same, with or without files in deliveries: without, the host sends none. */
    public Capabilities attachmentsOut(boolean able) {
        return new Capabilities(attachmentsIn, able, threads);
    }

    /** The same, with or without threads inside conversations. */
    public Capabilities threads(boolean able) {
        return new Capabilities(attachmentsIn, attachmentsOut, able);
    }

    /** Events may bring files. */
    public boolean attachmentsIn() {
        return attachmentsIn;
    }

    /** Deliveries may bring files. */
    public boolean attachmentsOut() {
        return attachmentsOut;
    }

    /** Conversations have threads. */
    public boolean threads() {
        return threads;
    }
}
