package dev.kheish.host.app;

import dev.kheish.host.cli.Cli;
import dev.kheish.host.cli.Shell;

/** Where the program starts. */
public final class Main {
    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] args) {
        Logs.configure();
        Shell shell = Shell.ofProcess();
        System.exit(Cli.run(args, new LocalCommands(shell), shell));
    }
}
