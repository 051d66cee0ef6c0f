package dev.kheish.host.app;

import dev.kheish.host.cli.CheckOptions;
import dev.kheish.host.cli.Cli;
import dev.kheish.host.cli.DaemonCommands;
import dev.kheish.host.cli.DemoOptions;
import dev.kheish.host.cli.ServeOptions;
import dev.kheish.host.cli.Shell;

/** Where the program starts. */
public final class Main {
    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(Cli.run(args, new NotYet(), Shell.ofProcess()));
    }

    /** Says which commands this build lacks. */
    private static final class NotYet implements DaemonCommands {
        @Override
        public int serve(ServeOptions options) {
            return missing("serve");
        }

        @Override
        public int check(CheckOptions options) {
            return missing("check");
        }

        @Override
        public int demo(DemoOptions options) {
            return missing("demo");
        }

        private static int missing(String command) {
            System.err.println("This build has no daemon yet: '" + command + "' does nothing.");
            return 1;
        }
    }
}
