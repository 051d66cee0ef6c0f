package dev.kheish.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Several measurements of one thing. */
record Spread(double median, double smallest, double largest, int count) {
    static Spread of(Collection<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("Nothing was measured");
        }
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(
                median, sorted[0], Arrays.stream(sorted).max().orElseThrow(), sorted.length);
    }

    /** Such as {@code 410 (395 to 480) ms}. */
    String in(String unit, int digits) {
        String number = "%." + digits + "f";
        String text = number + (count > 1 ? " (" + number + " to " + number + ")" : "") + "%s";
        String tail = unit.equals("%") || unit.isEmpty() ? unit : " " + unit;
        return count > 1
                ? String.format(Locale.ROOT, text, median, smallest, largest, tail)
                : String.format(Locale.ROOT, text, median, tail);
    }

    /** The same in another unit. */
    Spread times(double factor) {
        return new Spread(median * factor, smallest * factor, largest * factor, count);
    }
}
