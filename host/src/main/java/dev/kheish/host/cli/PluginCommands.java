package dev.kheish.host.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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
                    Column.text("DETAIL", "refusal.detail", "path"));

    private final Root root;

    PluginCommands(Root root) {
        this.root = root;
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
}
