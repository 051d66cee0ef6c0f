package dev.kheish.host.cli;

import java.util.Optional;

/** The program {@code kheish}. */
public final class Cli {
    private Cli() {}

    /** Runs one command line to its end and answers the exit code. */
    public static int run(String[] args, DaemonCommands daemon, Shell shell) {
        try {
            Optional<ServeOptions> serve = ServeLine.parse(args);
            return serve.isPresent()
                    ? daemon.serve(serve.get())
                    : CommandLines.run(args, daemon, shell);
        } finally {
            shell.out().flush();
            shell.err().flush();
        }
    }
}
