package dev.kheish.host.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code kheish check}. */
@Command(
        footer = {
            "",
            "Opens no port and changes nothing. Shows all mistakes at once and exits 1 if there are any."
        })
final class CheckCommand implements Callable<Integer> {
    private final Root root;
    private final DaemonCommands daemon;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Settings; config/kheish.yaml of the distribution by default.")
    private @Nullable Path config;

    CheckCommand(Root root, DaemonCommands daemon) {
        this.root = root;
        this.daemon = daemon;
    }

    @Override
    public Integer call() {
        return daemon.check(new CheckOptions(config, root.home()));
    }
}
