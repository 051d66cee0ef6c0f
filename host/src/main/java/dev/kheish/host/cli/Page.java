package dev.kheish.host.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/** Options of every list that can be long. */
final class Page {
    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many; 100 by default, 1000 at most.")
    private int limit = 100;

    @Option(
            names = "--cursor",
            paramLabel = "CURSOR",
            description = "Goes on where an earlier list stopped.")
    private @Nullable String cursor;

    Request of(Request request) {
        return request.query("limit", limit).query("cursor", cursor);
    }
}
