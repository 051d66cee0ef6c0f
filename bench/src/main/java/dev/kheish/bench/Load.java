package dev.kheish.bench;

/**
 * One run of the load generator.
 *
 * @param taken answers of 2xx
 * @param refused all other answers
 * @param broken connections and requests without an answer
 */
record Load(
        long taken,
        long refused,
        long broken,
        double perSecond,
        double p50Ms,
        double p99Ms,
        double p999Ms,
        double maxMs) {}
