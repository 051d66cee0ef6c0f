package dev.kheish.host.cli;

import java.io.PrintWriter;

/** Prints what happened, and how long after the event that was. For one thread. */
final class Steps {
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";
    private static final int TIME = 9;
    private static final int SUBJECT = 11;

    private final PrintWriter out;
    private final boolean colour;
    private long start = System.nanoTime();
    private boolean counting;

    Steps(PrintWriter out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    /** Counts from now on. */
    void restart() {
        start = System.nanoTime();
        counting = true;
    }

    void done(String subject, String text) {
        print(GREEN, subject, text);
    }

    void failed(String subject, String text) {
        print(RED, subject, text);
    }

    /** Belongs to the line above. */
    void more(String text) {
        out.println(" ".repeat(TIME + 2 + SUBJECT) + paint(DIM, text));
        out.flush();
    }

    private void print(String paint, String subject, String text) {
        out.println(paint(DIM, right(time())) + "  " + paint(paint, left(subject)) + text.strip());
        out.flush();
    }

    private String time() {
        if (!counting) {
            return "";
        }
        long tenths = (System.nanoTime() - start) / 100_000;
        return tenths / 10 + "." + tenths % 10 + " ms";
    }

    private String paint(String paint, String text) {
        return colour ? paint + text + PLAIN : text;
    }

    private static String right(String text) {
        return " ".repeat(Math.max(0, TIME - text.length())) + text;
    }

    private static String left(String text) {
        return text + " ".repeat(Math.max(1, SUBJECT - text.length()));
    }
}
