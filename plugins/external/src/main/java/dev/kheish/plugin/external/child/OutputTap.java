package dev.kheish.plugin.external.child;

import dev.kheish.spi.ConnectorContext;

import java.io.OutputStream;

/** Carries what one generation writes into the connector's logs. Safe for use by many threads. */
final class OutputTap {
    private final ConnectorContext context;
    private volatile String lastSource = "";

    OutputTap(ConnectorContext context) {
        this.context = context;
    }

    /** Takes one of its streams. */
    OutputStream stream(String source) {
        return new LineSplitter(line -> line(source, line));
    }

    /** Which stream the last line came from; empty when it wrote nothing. */
    String lastSource() {
        return lastSource;
    }

    // What reads a program's stream must never stop: the program would, too, when the pipe is full.
    private void line(String source, String line) {
        lastSource = source;
        try {
            context.output(source, line);
        } catch (IllegalStateException e) {
            lastSource = source + " (lost, for the connector was closed)";
        }
    }
}
