package dev.kheish.bench;

/**
 * A promise and what was measured of it.
 *
 * @param promise what was promised
 * @param measured what this run found, with its spread
 */
record Verdict(String promise, String measured, Outcome outcome) {
    /** How it ended. */
    enum Outcome {
        /** It was kept. */
        KEPT,
        /** It was not. */
        MISSED,
        /** The spread of this run reaches over the border, so this run cannot tell. */
        UNCLEAR
    }

    /** A promise that holds from {@code border} upwards, measured between two values. */
    static Outcome atLeast(double border, double smallest, double largest) {
        if (smallest >= border) {
            return Outcome.KEPT;
        }
        return largest < border ? Outcome.MISSED : Outcome.UNCLEAR;
    }

    /** A promise that holds up to {@code border}, measured between two values. */
    static Outcome atMost(double border, double smallest, double largest) {
        if (largest <= border) {
            return Outcome.KEPT;
        }
        return smallest > border ? Outcome.MISSED : Outcome.UNCLEAR;
    }
}
