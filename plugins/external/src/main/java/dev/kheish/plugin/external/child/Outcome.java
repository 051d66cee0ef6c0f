package dev.kheish.plugin.external.child;

/** How a generation, or the attempt to start one, came to its end. */
sealed interface Outcome {
    /** For people. */
    String reason();

    /** The connector stops. */
    record Stopped() implements Outcome {
        @Override
        public String reason() {
            return "The connector stops.";
        }
    }

    /** Something changed that only a new generation gets to know. */
    record Replaced(String reason) implements Outcome {}

    /** It ended, or had to be ended. */
    record Failed(String reason) implements Outcome {}

    /** It was not started, because something outside is in the way. */
    record Blocked(String reason) implements Outcome {}
}
