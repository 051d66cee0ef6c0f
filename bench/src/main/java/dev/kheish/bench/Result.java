package dev.kheish.bench;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that one run of the program found.
 *
 * @param noise of the empty handler against itself, with the first number of connections
 * @param storage what the daemon says of its store
 */
record Result(
        Machine machine,
        Options options,
        List<Series> durable,
        Series noise,
        Starts starts,
        Duel.Kept kept,
        JsonNode storage) {
    /** Answers that were no 2xx, and requests without an answer, of both servers. */
    long failures() {
        return Stream.concat(durable.stream(), Stream.of(noise))
                .flatMap(series -> series.pairs().stream())
                .flatMap(pair -> Stream.of(pair.base().load(), pair.other().load()))
                .mapToLong(load -> load.refused() + load.broken())
                .sum();
    }
}
