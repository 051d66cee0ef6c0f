package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.List;

/** Which dead letters are sent again. */
final class BulkReplay {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.whole("DEAD LETTER", "replayed_from_delivery_id"),
                    Column.whole("ACTION", "action"),
                    Column.whole("NEW DELIVERY", "replay.delivery_id"));

    @Option(names = "--session", paramLabel = "ID", description = "Only those of this session.")
    private @Nullable String session;

    @Option(names = "--run", paramLabel = "ID", description = "Only those of this run.")
    private @Nullable String run;

    @Option(
            names = "--plugin",
            paramLabel = "PLUGIN",
            description = "Only those through this plugin.")
    private @Nullable String plugin;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many; 100 by default, 500 at most.")
    private int limit = 100;

    @Option(names = "--dry-run", description = "Only says what would be sent.")
    private boolean dryRun;

    @Option(names = "--force", description = "Also those that were replayed before.")
    private boolean force;

    @Option(names = "--include-resolved", description = "Also those that are marked as resolved.")
    private boolean includeResolved;

    @Option(names = "--include-ambiguous", description = "Also those that may have arrived.")
    private boolean includeAmbiguous;

    Request request() {
        ObjectNode body =
                Documents.object()
                        .put("limit", limit)
                        .put("dry_run", dryRun)
                        .put("force", force)
                        .put("unresolved_only", !includeResolved);
        if (includeAmbiguous) {
            body.put("include_ambiguous", true);
        }
        putIfGiven(body, "session_id", session);
        putIfGiven(body, "run_id", run);
        putIfGiven(body, "plugin", plugin);
        return Request.post("v1", "deliveries", "replay-bulk").json(body);
    }

    void show(JsonNode result, Printer printer) {
        if (printer.json()) {
            printer.document(result);
            return;
        }
        printer.table(result.path("items"), COLUMNS);
        String verb = dryRun ? "would be sent again" : "sent again";
        int count = result.path(dryRun ? "selected" : "replayed").asInt();
        printer.note("%d of %d %s.".formatted(count, result.path("matched").asInt(), verb));
    }

    private static void putIfGiven(ObjectNode body, String member, @Nullable String value) {
        if (value != null) {
            body.put(member, value);
        }
    }
}
