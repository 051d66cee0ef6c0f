package dev.kheish.host.connector;

import org.jspecify.annotations.Nullable;

import java.util.ResourceBundle;

/** A logger whose lines start with the connector. */
final class PrefixedLog implements System.Logger {
    private final System.Logger log;
    private final String prefix;

    /**
     * @param key made of characters that mean nothing to the formatter of messages
     */
    PrefixedLog(ConnectorKey key) {
        this.log = System.getLogger("dev.kheish.connector." + key.kind());
        this.prefix = key + ": ";
    }

    @Override
    public String getName() {
        return log.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        return log.isLoggable(level);
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String message,
            @Nullable Throwable thrown) {
        log.log(level, bundle, prefix + message, thrown);
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String format,
            @Nullable Object @Nullable ... params) {
        log.log(level, bundle, prefix + format, params);
    }
}
