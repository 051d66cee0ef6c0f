package dev.kheish.host.app;

import dev.kheish.host.cli.Cli;
import dev.kheish.host.cli.Shell;

import java.nio.file.Path;

/** Where the program starts. */
public final class Main {
    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] args) {
        Logs.configure();
        if (args.length == 3 && args[0].equals(Rehearsal.COMMAND)) {
            Rehearsal.start(Path.of(args[1]), Path.of(args[2]));
        } else {
            run(args);
        }
    }

    static void run(String... args) {
        Shell shell = Shell.ofProcess();
        System.exit(Cli.run(args, new LocalCommands(shell), shell));
    }
}
