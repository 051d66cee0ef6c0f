package dev.kheish.host.cli;

import picocli.CommandLine.Command;

import java.util.concurrent.Callable;

/** {@code kheish status}. */
@Command
final class StatusCommand implements Callable<Integer> {
    private final Root root;

    StatusCommand(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Reply status = root.api().call(Request.get("v1", "status"));
        Printer printer = root.printer();
        printer.thing(status.body());
        return Exit.OK.code();
    }
}
