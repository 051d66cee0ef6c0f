package dev.kheish.host.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/** {@code kheish demo}. */
@Command(
        footer = {
            "",
            "Starts a daemon in an empty temporary home with two connectors: one that takes posts, and one",
            "whose sidecar needs a leased secret. Sends an event through each, and shows event, run, answer",
            "and delivery as they happen. Then it keeps serving."
        })
final class DemoCommand implements Callable<Integer> {
    private final DaemonCommands daemon;

    @Option(
            names = "--once",
            description = "Leaves after the round trips, with 0 if all went well.")
    private boolean once;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "N",
            description = "Port to listen on; any that is free by default.")
    private @Nullable Integer port;

    DemoCommand(DaemonCommands daemon) {
        this.daemon = daemon;
    }

    @Override
    public Integer call() {
        Ports.check(port);
        return daemon.demo(new DemoOptions(once, port));
    }
}
