package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code kheish plugins}. */
@Command
final class PluginCommands {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.whole("PLUGIN", "id"),
                    Column.whole("STATE", "state"),
                    Column.text("VERSION", "version"),
                    Column.text("KINDS", "kinds"),
                    Column.text(
                            "DETAIL", "refusal.detail", "kept_in_memory.by", "warnings", "path"));

    private final Root root;
    private final DaemonCommands daemon;

    PluginCommands(Root root, DaemonCommands daemon) {
        this.root = root;
        this.daemon = daemon;
    }

    @Command(description = "Lists the plugins, also those that were refused, with the reason.")
    int list() {
        root.printer()
                .rows(root.api().call(Request.get("v1", "runtime", "plugins")), "plugins", COLUMNS);
        return Exit.OK.code();
    }

    @Command(description = "Takes a plugin out until its file changes.")
    int delete(@Parameters(paramLabel = "ID", description = "Id of the plugin.") String id) {
        Reply reply = root.api().call(Request.delete("v1", "runtime", "plugins", id));
        root.printer()
                .done(reply.body(), "Took out " + id + ". It comes back when its file changes.");
        return Exit.OK.code();
    }

    @Command(
            description = "Finds out whether the daemon would take a plugin.",
            footer = {
                "",
                "Needs no daemon: the plugin is loaded here, beside those of the distribution. A connector of each of its kinds is opened and closed again,",
                "and its classes must have left memory afterwards. Exits 0 when there is nothing to complain about, else 1.",
                "Its code runs with your rights, and with --start uses the network as it pleases."
            })
    int check(
            @Parameters(paramLabel = "FILE", description = "The jar, or the folder of jars.")
                    Path file,
            @Option(
                            names = "--settings",
                            paramLabel = "FILE",
                            description =
                                    "JSON object to open connectors with, as in a PUT; empty by default.")
                    @Nullable Path settings,
            @Option(
                            names = "--start",
                            description = "Starts them too and lets them run for 3 seconds.")
                    boolean start,
            @Option(
                            names = "--alone",
                            description =
                                    "Leaves aside the plugins of the distribution, which may have its id or its kinds.")
                    boolean alone) {
        if (!Files.exists(file)) {
            throw CommandFailure.usage("There is no file " + file);
        }
        return daemon.checkPlugin(
                new PluginCheckOptions(
                        file,
                        settings == null ? null : object(settings),
                        start,
                        alone,
                        root.printer().json()));
    }

    private static ObjectNode object(Path file) {
        try {
            String text = Files.readString(file);
            if (Documents.parse(text, file.toString()) instanceof ObjectNode object) {
                return object;
            }
            throw CommandFailure.usage(file + " holds no JSON object.");
        } catch (IOException e) {
            throw CommandFailure.usage("%s cannot be read: %s".formatted(file, e.getMessage()));
        }
    }
}
