package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;

/** {@code kheish deliveries}. */
@Command
final class DeliveryCommands {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.whole("DELIVERY", "delivery_id"),
                    Column.whole("STATUS", "status"),
                    Column.whole("TRIES", "attempts"),
                    Column.time(
                            "WHEN",
                            "delivered_at_ms",
                            "dead_lettered_at_ms",
                            "next_attempt_at_ms",
                            "created_at_ms"),
                    Column.text("TARGET", "target"),
                    Column.text("ERROR", "terminal_error", "last_error"));
    private static final List<Column> ATTEMPTS =
            List.of(
                    Column.whole("TRY", "number", "attempt"),
                    Column.time("AT", "started_at_ms", "at_ms"),
                    Column.whole("MS", "duration_ms"),
                    Column.whole("OUTCOME", "outcome"),
                    Column.whole("STATUS", "status"),
                    Column.text("ANSWER", "error", "answer", "provider_id"));

    private final Root root;

    DeliveryCommands(Root root) {
        this.root = root;
    }

    @Command(description = "Lists deliveries.")
    int list(
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            description =
                                    "Only pending, retrying, delivered, dead_lettered or cancelled ones.")
                    @Nullable String status,
            @Mixin DeliveryFilter filter,
            @Mixin Page page) {
        Request request = filter.of(Request.get("v1", "deliveries").query("status", status));
        root.printer().rows(root.api().call(page.of(request)), "deliveries", COLUMNS);
        return Exit.OK.code();
    }

    @Command(name = "dead-letter", description = "Lists deliveries that were given up.")
    int deadLetter(@Mixin DeliveryFilter filter, @Mixin Page page) {
        Request request = filter.of(Request.get("v1", "deliveries", "dead-letter"));
        root.printer().rows(root.api().call(page.of(request)), "deliveries", COLUMNS);
        return Exit.OK.code();
    }

    @Command(description = "Shows one delivery with its content.")
    int get(@Mixin DeliveryId delivery) {
        root.printer().thing(root.api().call(Request.get(delivery.path())).body());
        return Exit.OK.code();
    }

    @Command(description = "Lists the attempts at a delivery and what the other side said.")
    int attempts(@Mixin DeliveryId delivery) {
        root.printer()
                .rows(
                        root.api().call(Request.get(delivery.path("attempts"))),
                        "attempts",
                        ATTEMPTS);
        return Exit.OK.code();
    }

    @Command(description = "Sends a dead letter again, as a new delivery.")
    int replay(
            @Mixin DeliveryId delivery,
            @Option(names = "--force", description = "Also if it was replayed before.")
                    boolean force) {
        Request request = Request.post(delivery.path("replay")).query("force", force ? true : null);
        Reply reply = root.api().call(request);
        root.printer()
                .done(reply.body(), Cells.of(reply.body().path("delivery").path("delivery_id")));
        return Exit.OK.code();
    }

    @Command(name = "replay-bulk", description = "Sends many dead letters again.")
    int replayBulk(@Mixin BulkReplay bulk) {
        Reply reply = root.api().call(bulk.request());
        bulk.show(reply.body(), root.printer());
        return Exit.OK.code();
    }

    @Command(description = "Marks a dead letter as dealt with.")
    int resolve(
            @Mixin DeliveryId delivery,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            description = "Why; shown with the delivery.")
                    @Nullable String reason) {
        ObjectNode body = Documents.object();
        if (reason != null) {
            body.put("reason", reason);
        }
        Reply reply = root.api().call(Request.post(delivery.path("resolve")).json(body));
        root.printer().done(reply.body(), "Resolved " + delivery + ".");
        return Exit.OK.code();
    }

    @Command(description = "Gives up a delivery that has not arrived yet.")
    int cancel(@Mixin DeliveryId delivery) {
        Reply reply = root.api().call(Request.post(delivery.path("cancel")));
        root.printer().done(reply.body(), "Cancelled " + delivery + ".");
        return Exit.OK.code();
    }

    @Command(description = "Tries a waiting delivery now.")
    int retry(@Mixin DeliveryId delivery) {
        Reply reply = root.api().call(Request.post(delivery.path("retry")));
        root.printer().done(reply.body(), "Trying " + delivery + " now.");
        return Exit.OK.code();
    }

    @Command(description = "Closes the circuit of a target that was cut off after too many errors.")
    int reset(
            @Option(
                            names = "--target",
                            paramLabel = "TARGET",
                            description = "The target, as lists show it.")
                    @Nullable String target,
            @Option(
                            names = "--plugin",
                            paramLabel = "PLUGIN",
                            description = "All targets of this plugin.")
                    @Nullable String plugin,
            @Option(names = "--dry-run", description = "Only says what would be reset.")
                    boolean dryRun) {
        if (target == null && plugin == null) {
            throw CommandFailure.usage("Say what to reset: --target TARGET or --plugin PLUGIN.");
        }
        ObjectNode body = Documents.object().put("dry_run", dryRun);
        if (target != null) {
            body.put("target", target);
        }
        if (plugin != null) {
            body.put("plugin", plugin);
        }
        Reply reply =
                root.api()
                        .call(Request.post("v1", "deliveries", "backpressure", "reset").json(body));
        String verb = dryRun ? "Would reset " : "Reset ";
        root.printer()
                .done(
                        reply.body(),
                        verb
                                + reply.body().path(dryRun ? "matched" : "removed").asInt()
                                + " targets.");
        return Exit.OK.code();
    }

    /** The word that names a delivery. */
    static final class DeliveryId {
        @Parameters(index = "0", paramLabel = "DELIVERY", description = "Id of the delivery.")
        private String id = "";

        String[] path(String... below) {
            return below.length == 0
                    ? new String[] {"v1", "deliveries", id}
                    : new String[] {"v1", "deliveries", id, below[0]};
        }

        @Override
        public String toString() {
            return id;
        }
    }
}
