package dev.kheish.host.app;

import dev.kheish.host.connector.FileReport;
import dev.kheish.host.plugin.PluginView;

import java.util.ArrayList;
import java.util.List;

/** What of plugins and connectors file could not be taken, one line each. */
final class Complaints {
    private Complaints() {}

    /** The last line of a check. */
    static String counted(long problems) {
        return problems == 0
                ? "no mistakes found"
                : problems + (problems == 1 ? " problem found" : " problems found");
    }

    static List<String> of(Rooms rooms) {
        List<String> lines = new ArrayList<>();
        for (PluginView plugin : rooms.plugins.views()) {
            plugin.refusal()
                    .ifPresent(
                            refusal ->
                                    lines.add(
                                            "plugin %s refused: %s: %s"
                                                    .formatted(
                                                            plugin.source(),
                                                            refusal.reason(),
                                                            refusal.detail())));
        }
        FileReport file = rooms.connectors.file();
        file.error().ifPresent(error -> lines.add("%s: %s".formatted(file.path(), error)));
        for (FileReport.Refused refused : file.refused()) {
            lines.add("%s: %s: %s".formatted(file.path(), refused.key(), refused.detail()));
        }
        lines.addAll(rooms.connectors.overview().errors());
        return lines;
    }
}
