package dev.kheish.host.cli;

/** The commands that run a daemon, or parts of one, in this process. Each answers an exit code. */
public interface DaemonCommands {
    /** Runs the daemon until it is told to stop. */
    int serve(ServeOptions options);

    /** Looks for mistakes in settings, connectors file and plugins without opening a port. */
    int check(CheckOptions options);

    /** Looks for mistakes in one plugin without opening a port. */
    int checkPlugin(PluginCheckOptions options);

    /** Runs a daemon in an empty temporary home and shows a round trip. */
    int demo(DemoOptions options);
}
