package dev.kheish.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What to measure, and for how long.
 *
 * @param only names of parts; empty for all
 * @param connections open at once, one series of durable ingress each
 * @param pairs how often two things that are compared alternate
 * @param seconds of each half of a pair
 * @param warmUp seconds of load on a server before anything counts
 * @param starts of the daemon to take the median of
 * @param stored how many runs to fill the store with
 * @param fillFor seconds that filling the store may take
 */
record Options(
        Set<String> only,
        List<Integer> connections,
        int pairs,
        int seconds,
        int warmUp,
        int starts,
        int stored,
        int fillFor) {
    static final String USAGE =
            """
            bench/run [--only PART,…] [--quick true] [--stored 1000000] [--fill-for 180]
                      [--connections 64,128] [--pairs 3] [--seconds 6] [--warm-up 40] [--starts 7]
            bench/run publish [FILE.json]\
            """;

    private static final int LARGEST = 100_000_000;

    static Options parse(List<String> names, String... args) {
        Options options = new Options(Set.of(), List.of(64, 128), 3, 6, 40, 7, 1_000_000, 180);
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new BenchException("'%s' needs a value. Usage: %s".formatted(args[i], USAGE));
            }
            options = options.with(names, args[i], args[i + 1]);
        }
        return options;
    }

    /** Seconds instead of minutes: to see whether it works, not how fast anything is. */
    private Options quick() {
        return new Options(only, connections.subList(0, 1), 1, 1, 1, 1, 5_000, 10);
    }

    boolean wants(String part) {
        return only.isEmpty() || only.contains(part);
    }

    private Options with(List<String> names, String name, String value) {
        if (name.equals("--quick")) {
            return value.equals("true") ? quick() : this;
        }
        if (name.equals("--only")) {
            Set<String> parts = new LinkedHashSet<>(List.of(value.split(",", -1)));
            if (!names.containsAll(parts)) {
                throw new BenchException(
                        "--only takes some of %s, not %s.".formatted(names, value));
            }
            return new Options(parts, connections, pairs, seconds, warmUp, starts, stored, fillFor);
        }
        List<Integer> all = numbers(name, value);
        int one = all.getFirst();
        return switch (name) {
            case "--connections" ->
                    new Options(only, all, pairs, seconds, warmUp, starts, stored, fillFor);
            case "--pairs" ->
                    new Options(only, connections, one, seconds, warmUp, starts, stored, fillFor);
            case "--seconds" ->
                    new Options(only, connections, pairs, one, warmUp, starts, stored, fillFor);
            case "--warm-up" ->
                    new Options(only, connections, pairs, seconds, one, starts, stored, fillFor);
            case "--starts" ->
                    new Options(only, connections, pairs, seconds, warmUp, one, stored, fillFor);
            case "--stored" ->
                    new Options(only, connections, pairs, seconds, warmUp, starts, one, fillFor);
            case "--fill-for" ->
                    new Options(only, connections, pairs, seconds, warmUp, starts, stored, one);
            default ->
                    throw new BenchException(
                            "There is no option '%s'. Usage: %s".formatted(name, USAGE));
        };
    }

    private static List<Integer> numbers(String name, String text) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : List.of(text.split(",", -1))) {
            try {
                numbers.add(Integer.parseInt(part));
            } catch (NumberFormatException e) {
                numbers.add(0);
            }
            if (numbers.getLast() < 1 || numbers.getLast() > LARGEST) {
                throw new BenchException(
                        "%s takes whole numbers from 1 to %d, not '%s'."
                                .formatted(name, LARGEST, part));
            }
        }
        return List.copyOf(numbers);
    }
}
