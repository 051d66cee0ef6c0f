package dev.kheish.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * All pairs with one number of connections.
 *
 * @param ratio of the rates, pair by pair
 */
record Series(int connections, Spread ratio, List<Pair> pairs) {
    static Series of(int connections, List<Pair> pairs) {
        List<Pair> kept = List.copyOf(pairs);
        return new Series(connections, Spread.of(kept.stream().map(Pair::ratio).toList()), kept);
    }

    /** A run of the yardstick and, right after it, one of what is compared with it. */
    record Pair(double ratio, Measured base, Measured other) {
        static Pair of(Measured base, Measured other) {
            return new Pair(other.load().perSecond() / base.load().perSecond(), base, other);
        }

        /** Answers that were no 2xx, and requests without an answer, of both. */
        long failures() {
            return base.load().refused()
                    + base.load().broken()
                    + other.load().refused()
                    + other.load().broken();
        }
    }

    Spread base(ToDoubleFunction<Measured> value) {
        return Spread.of(pairs.stream().map(pair -> value.applyAsDouble(pair.base())).toList());
    }

    Spread other(ToDoubleFunction<Measured> value) {
        return Spread.of(pairs.stream().map(pair -> value.applyAsDouble(pair.other())).toList());
    }

    /** How far the ratios lie apart, as a share of their median. */
    double unrest() {
        return (ratio.largest() - ratio.smallest()) / ratio.median();
    }

    long failures() {
        return pairs.stream().mapToLong(Pair::failures).sum();
    }
}
