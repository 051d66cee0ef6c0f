package dev.kheish.host.app;

import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** One line an event on standard error, unless the operator brings a configuration of his own. */
final class Logs {
    private static final String FORM = "%1$tFT%1$tT.%1$tLZ %4$-7s %3$s: %5$s%6$s%n";

    // loggers are held weakly: without this the level could be forgotten
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    // it writes a stack trace for each stranger who speaks no HTTP
    private static final Logger PROTOCOL = Logger.getLogger("io.helidon.webserver.http1");

    private Logs() {}

    static void configure() {
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        System.setProperty("java.util.logging.SimpleFormatter.format", FORM);
        LogManager.getLogManager().reset();
        Handler console = new ConsoleHandler();
        console.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        root.addHandler(console);
        root.setLevel(Level.INFO);
        HELIDON.setLevel(Level.WARNING);
        PROTOCOL.setLevel(Level.SEVERE);
    }
}
