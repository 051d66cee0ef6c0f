package dev.kheish.host.plugin;

/**
 * A plugin did what it must not do: it threw something undeclared, or returned null. A type of the
 * host, without the plugin's exception as its cause, so that nothing keeps the plugin's classes
 * alive; the stack trace is that of the plugin.
 */
public final class PluginFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String kind;
    private final String call;

    PluginFault(String kind, String call, String what) {
        super("Kind '" + kind + "' failed in " + call + ": " + what);
        this.kind = kind;
        this.call = call;
    }

    /**
     * The exception's own message may hold anything, a payload too, so only its type is told.
     * Linkage errors are worded by the JVM and name the class that is missing.
     */
    static PluginFault of(String kind, String call, Throwable thrown) {
        String type = thrown.getClass().getName();
        boolean ofTheJvm =
                thrown instanceof LinkageError && thrown.getClass().getClassLoader() == null;
        PluginFault fault =
                new PluginFault(kind, call, ofTheJvm ? type + ": " + thrown.getMessage() : type);
        fault.setStackTrace(thrown.getStackTrace());
        return fault;
    }

    /** The kind that failed. */
    public String kind() {
        return kind;
    }

    /** The method that failed. */
    public String call() {
        return call;
    }
}
