package dev.kheish.host.app;

import io.helidon.webserver.WebServer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Lets a server listen. What keeps it from doing so it logs, with the way that it came, and does
 * not tell its caller; here it is the other way round. For one start.
 */
final class Listening implements Filter {
    private static final Logger SERVER = Logger.getLogger("io.helidon.webserver.LoomServer");

    private volatile @Nullable Throwable failure;

    /**
     * Starts the server.
     *
     * @throws IOException saying why it cannot listen and what to do
     */
    static void start(WebServer server, String host, int port) throws IOException {
        Listening listening = new Listening();
        Filter before = SERVER.getFilter();
        SERVER.setFilter(listening);
        try {
            server.start();
        } finally {
            SERVER.setFilter(before);
        }
        if (!server.isRunning()) {
            throw new IOException(
                    "Cannot listen on %s:%d: %s. If another program does, stop it; or choose another server.host or --port."
                            .formatted(host, port, listening.reason()));
        }
    }

    @Override
    public boolean isLoggable(LogRecord event) {
        Throwable thrown = event.getThrown();
        if (thrown != null) {
            failure = thrown;
        }
        return event.getLevel().intValue() < Level.SEVERE.intValue();
    }

    private String reason() {
        Throwable deepest = failure;
        while (deepest != null && deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest == null || deepest.getMessage() == null
                ? "the server did not start"
                : deepest.getMessage();
    }
}
