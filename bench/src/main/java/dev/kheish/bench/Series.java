package dev.kheish.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** All pairs with one number of connections. */
record Series(int connections, List<Pair> pairs) {
    /** A run of the yardstick and, right after it, one of what is compared with it. */
    record Pair(Measured base, Measured other) {
        double ratio() {
            return other.load().perSecond() / base.load().perSecond();
        }
    }

    double medianRatio() {
        return median(pairs.stream().mapToDouble(Pair::ratio).toArray());
    }

    double smallestRatio() {
        return pairs.stream().mapToDouble(Pair::ratio).min().orElseThrow();
    }

    double largestRatio() {
        return pairs.stream().mapToDouble(Pair::ratio).max().orElseThrow();
    }

    double medianOther(ToDoubleFunction<Measured> value) {
        return median(pairs.stream().map(Pair::other).mapToDouble(value).toArray());
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
