package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.List;

/** {@code kheish kinds}. */
@Command
final class KindCommands {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.whole("KIND", "kind"),
                    Column.whole("PLUGIN", "plugin"),
                    Column.text("SETTINGS", "settings.name"));
    private static final List<Column> SETTINGS =
            List.of(
                    Column.whole("SETTING", "name"),
                    Column.whole("TYPE", "type"),
                    Column.whole("REQUIRED", "required"),
                    Column.text("DEFAULT", "default"),
                    Column.text("DESCRIPTION", "description"));

    private final Root root;

    KindCommands(Root root) {
        this.root = root;
    }

    @Command(description = "Lists the kinds of connectors that can be made.")
    int list() {
        root.printer()
                .rows(root.api().call(Request.get("v1", "runtime", "kinds")), "kinds", COLUMNS);
        return Exit.OK.code();
    }

    @Command(description = "Shows the settings of one kind.")
    int get(@Parameters(paramLabel = "KIND", description = "Name of the kind.") String kind) {
        JsonNode found = root.api().call(Request.get("v1", "runtime", "kinds", kind)).body();
        if (root.printer().json()) {
            root.printer().document(found);
        } else {
            root.printer().table(found.path("settings"), SETTINGS);
        }
        return Exit.OK.code();
    }
}
