package dev.kheish.host.plugin;

/**
 * Ends the loading of a plugin from wherever it cannot go on; {@link LoadResult} is what others
 * see.
 */
final class PluginRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final RefusalReason reason;

    PluginRefusal(RefusalReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    RefusalReason reason() {
        return reason;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
