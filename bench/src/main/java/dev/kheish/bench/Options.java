package dev.kheish.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What to measure, and for how long.
 *
 * @param connections open at once, one measurement each
 * @param pairs how often empty and durable alternate
 * @param seconds of each half of a pair
 * @param warmUp seconds of load on each server before anything counts
 * @param starts of the daemon to take the median of
 */
record Options(List<Integer> connections, int pairs, int seconds, int warmUp, int starts) {
    static final String USAGE =
            "bench/run [--connections 64,128] [--pairs 3] [--seconds 6] [--warm-up 6] [--starts 5]";

    static Options parse(String... args) {
        Options options = new Options(List.of(64, 128), 3, 6, 6, 5);
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new BenchException("'%s' needs a value. Usage: %s".formatted(args[i], USAGE));
            }
            options = options.with(args[i], numbers(args[i], args[i + 1]));
        }
        return options;
    }

    private Options with(String name, List<Integer> values) {
        int value = values.getFirst();
        return switch (name) {
            case "--connections" -> new Options(values, pairs, seconds, warmUp, starts);
            case "--pairs" -> new Options(connections, value, seconds, warmUp, starts);
            case "--seconds" -> new Options(connections, pairs, value, warmUp, starts);
            case "--warm-up" -> new Options(connections, pairs, seconds, value, starts);
            case "--starts" -> new Options(connections, pairs, seconds, warmUp, value);
            default ->
                    throw new BenchException(
                            "There is no option '%s'. Usage: %s".formatted(name, USAGE));
        };
    }

    private static List<Integer> numbers(String name, String text) {
        try {
            List<Integer> numbers = new ArrayList<>();
            for (String part : Arrays.asList(text.split(",", -1))) {
                int number = Integer.parseInt(part);
                if (number < 1 || number > 3600) {
                    throw new NumberFormatException("out of range");
                }
                numbers.add(number);
            }
            return List.copyOf(numbers);
        } catch (NumberFormatException e) {
            throw new BenchException(
                    "%s takes whole numbers from 1 to 3600, not '%s' (%s)."
                            .formatted(name, text, e.getMessage()));
        }
    }
}
