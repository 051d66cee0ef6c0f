package dev.kheish.host.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

import java.nio.file.Path;

/** The program itself: what every command has in common. */
@Command(
        name = "kheish",
        description =
                "A connector host: takes events from the outside world, lets your program answer them, and delivers the answers.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
final class Root implements AutoCloseable {
    /** How results are written. */
    enum Output {
        table,
        json
    }

    private final Shell shell;

    @Option(
            names = "--url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description =
                    "Address of the daemon. Else KHEISH_URL, else what the daemon wrote into its home, else http://127.0.0.1:4000.")
    private @Nullable String url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            scope = ScopeType.INHERIT,
            description =
                    "Token to send. Others on this machine can see it in the process list: prefer --token-file or KHEISH_TOKEN.")
    private @Nullable String token;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "File with the token to send. Else KHEISH_TOKEN, else admin-token in the home of a daemon on this machine.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "Home of the daemon on this machine; data/ of the distribution by default.")
    private @Nullable Path home;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            defaultValue = "table",
            description =
                    "table for people or json, the daemon's own document, for programs. Default: table.")
    private Output output = Output.table;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this help.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Prints the version.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean version;

    private @Nullable Api api;

    Root(Shell shell) {
        this.shell = shell;
    }

    Shell shell() {
        return shell;
    }

    @Nullable Path home() {
        return home;
    }

    /** The token of the command line, for who is not the daemon; null if there is none. */
    @Nullable String givenToken() {
        if (token != null && tokenFile != null) {
            throw CommandFailure.usage("Give --token or --token-file, not both.");
        }
        return tokenFile == null ? token : SecretSource.fromFile(shell, tokenFile.toString());
    }

    /** The daemon; nothing is opened before the first request. */
    Api api() {
        Api open = api;
        if (open == null) {
            Connection.Wishes wishes = new Connection.Wishes(url, token, tokenFile, home);
            open = new Api(Connection.resolve(wishes, shell.environment()));
            api = open;
        }
        return open;
    }

    Printer printer() {
        return new Printer(shell, output == Output.json);
    }

    @Override
    public void close() {
        if (api != null) {
            api.close();
        }
    }
}
