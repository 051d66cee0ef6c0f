package dev.kheish.host.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code kheish serve}. */
@Command(
        footer = {
            "",
            "The last line of the start says ready, the address and how long it took. Stop it with Ctrl-C or SIGTERM.",
            "The first start makes the home and a token in it: HOME/admin-token."
        })
final class ServeCommand implements Callable<Integer> {
    private final Root root;
    private final DaemonCommands daemon;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Settings; config/kheish.yaml of the distribution by default.")
    private @Nullable Path config;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Address to listen on; 127.0.0.1 by default.")
    private @Nullable String host;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "N",
            description = "Port to listen on; 4000 by default, 0 for any that is free.")
    private @Nullable Integer port;

    @Option(
            names = "--strict",
            description =
                    "A plugin or connector that cannot be loaded ends the start, instead of being shown as refused.")
    private boolean strict;

    ServeCommand(Root root, DaemonCommands daemon) {
        this.root = root;
        this.daemon = daemon;
    }

    @Override
    public Integer call() {
        Ports.check(port);
        return daemon.serve(new ServeOptions(config, root.home(), host, port, strict));
    }
}
