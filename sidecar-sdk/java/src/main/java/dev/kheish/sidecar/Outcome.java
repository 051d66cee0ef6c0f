package dev.kheish.sidecar;

/** How one delivery ended. Made by handlers; two of the same kind and detail are equal. */
public sealed interface Outcome permits Committed, Retryable, Terminal {
    /** It arrived. */
    static Outcome committed() {
        return new Committed("");
    }

    /**
     * It arrived.
     *
     * @param detail what the platform calls it, say; kept by the host as evidence. Cut at 500
     *     characters
     */
    static Outcome committed(String detail) {
        return new Committed(Detail.cut(detail));
    }

    /**
     * It did not arrive and may do so later; the host comes again.
     *
     * @param detail why, for a person; without secrets. Cut at 500 characters
     */
    static Outcome retryable(String detail) {
        return new Retryable(Detail.cut(detail));
    }

    /**
     * It did not arrive and never will; the host puts it aside.
     *
     * @param detail why, for a person; without secrets. Cut at 500 characters
     */
    static Outcome terminal(String detail) {
        return new Terminal(Detail.cut(detail));
    }

    /** The words after it; may be empty. */
    String detail();
}
