package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.stream.Collectors;

/** {@code kheish kinds}. */
@Command
final class KindCommands {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.whole("KIND", "kind", "name"),
                    Column.whole("PLUGIN", "plugin", "plugin_id"),
                    Column.text("DESCRIPTION", "description"));
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
        root.printer().rows(kinds(), "kinds", COLUMNS);
        return Exit.OK.code();
    }

    @Command(description = "Shows the settings of one kind.")
    int get(@Parameters(paramLabel = "KIND", description = "Name of the kind.") String kind) {
        JsonNode body = kinds().body();
        JsonNode all =
                body.isArray() ? body : body.has("items") ? body.path("items") : body.path("kinds");
        for (JsonNode one : all) {
            if (name(one).equals(kind)) {
                if (root.printer().json()) {
                    root.printer().document(one);
                } else {
                    root.printer().table(one.path("settings"), SETTINGS);
                }
                return Exit.OK.code();
            }
        }
        String known = all.valueStream().map(KindCommands::name).collect(Collectors.joining(", "));
        throw new CommandFailure(
                Exit.NOT_FOUND, "There is no kind '%s'; there are: %s.".formatted(kind, known));
    }

    private Reply kinds() {
        return root.api().call(Request.get("v1", "runtime", "kinds"));
    }

    private static String name(JsonNode kind) {
        return kind.path("kind").asText(kind.path("name").asText());
    }
}
