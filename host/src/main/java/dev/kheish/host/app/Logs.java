package dev.kheish.host.app;

import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** One line an event on standard error, unless the operator brings a configuration of his own. */
final class Logs {
    // loggers are held weakly: without this the level could be forgotten
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    // it writes a stack trace for each stranger who speaks no HTTP
    private static final Logger PROTOCOL = Logger.getLogger("io.helidon.webserver.http1");

    private Logs() {}

    static void configure() {
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        LogManager.getLogManager().reset();
        Handler console = new ConsoleHandler();
        console.setLevel(Level.ALL);
        console.setFormatter(new LogLine());
        Logger root = Logger.getLogger("");
        root.addHandler(console);
        root.setLevel(Level.INFO);
        HELIDON.setLevel(Level.WARNING);
        PROTOCOL.setLevel(Level.SEVERE);
    }
}
