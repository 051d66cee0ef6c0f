package dev.kheish.host.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/** Which deliveries a list shows. */
final class DeliveryFilter {
    @Option(names = "--session", paramLabel = "ID", description = "Only those of this session.")
    private @Nullable String session;

    @Option(names = "--run", paramLabel = "ID", description = "Only those of this run.")
    private @Nullable String run;

    @Option(
            names = "--plugin",
            paramLabel = "PLUGIN",
            description = "Only those through this plugin.")
    private @Nullable String plugin;

    @Option(
            names = "--connector",
            paramLabel = "NAME",
            description = "Only those through this connector.")
    private @Nullable String connector;

    @Option(
            names = "--error",
            paramLabel = "TEXT",
            description = "Only those whose error holds this text.")
    private @Nullable String error;

    Request of(Request request) {
        return request.query("session_id", session)
                .query("run_id", run)
                .query("plugin", plugin)
                .query("connector", connector)
                .query("error", error);
    }
}
