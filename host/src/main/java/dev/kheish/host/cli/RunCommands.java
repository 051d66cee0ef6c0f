package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.List;

/** {@code kheish runs}. */
@Command
final class RunCommands {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.whole("RUN", "run_id"),
                    Column.whole("STATUS", "status"),
                    Column.whole("SESSION", "session_id"),
                    Column.time("SUBMITTED", "submitted_at_ms"),
                    Column.text("FROM", "request.source_kind", "request.source_plugin"),
                    Column.text("TEXT", "error", "request.text_preview"));

    private final Root root;

    RunCommands(Root root) {
        this.root = root;
    }

    @Command(description = "Lists runs, the newest first.")
    int list(
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            description =
                                    "Only preparing, queued, running, completed, failed or cancelled ones.")
                    @Nullable String status,
            @Option(
                            names = "--session",
                            paramLabel = "ID",
                            description = "Only those of this session.")
                    @Nullable String session,
            @Option(
                            names = "--connector",
                            paramLabel = "KIND/NAME",
                            description = "Only those from this connector.")
                    @Nullable String connector,
            @Mixin Page page) {
        Request request =
                Request.get("v1", "runs")
                        .query("order", "desc")
                        .query("status", status)
                        .query("session_id", session)
                        .query("connector", ConnectorKey.onTheWire(connector));
        root.printer().rows(root.api().call(page.of(request)), "runs", COLUMNS);
        return Exit.OK.code();
    }

    @Command(description = "Shows one run.")
    int get(@Mixin RunId run) {
        root.printer().thing(root.api().call(Request.get(run.path())).body());
        return Exit.OK.code();
    }

    @Command(
            description = "Waits until a run has ended and prints its answer.",
            footer = {
                "",
                "Exits 0 when it completed, 1 when it failed or was cancelled, 7 when it took too long."
            })
    int wait(
            @Mixin RunId run,
            @Option(
                            names = "--timeout",
                            paramLabel = "TIME",
                            description =
                                    "How long to wait, such as 30s or 10m; for ever by default.")
                    @Nullable Duration timeout) {
        Answers answers = new Answers(root.printer());
        JsonNode end =
                new RunFollower(root.api(), answers::progress).follow(run.toString(), timeout);
        return answers.show(end);
    }

    @Command(description = "Cancels a run that has not ended.")
    int cancel(@Mixin RunId run) {
        Reply reply = root.api().call(Request.post(run.path("cancel")));
        root.printer().done(reply.body(), "Cancelled " + run + ".");
        return Exit.OK.code();
    }

    @Command(description = "Makes a new run of what an ended one was given.")
    int replay(@Mixin RunId run) {
        Reply reply = root.api().call(Request.post(run.path("replay")));
        String id = Answers.id(reply.body().has("run") ? reply.body().path("run") : reply.body());
        root.printer().done(reply.body(), id);
        return Exit.OK.code();
    }

    @Command(
            description = "Takes runs to work on and prints them as JSON.",
            footer = {
                "",
                "For workers written as shell scripts:",
                "  kheish runs claim --worker me --wait 30s > claim.json",
                "  id=$(jq -r '.runs[0].run_id' claim.json)",
                "  kheish runs complete \"$$id\" --claim claim.json 'the answer'"
            })
    int claim(@Mixin ClaimWish wish) {
        Reply reply = root.api().call(wish.request());
        root.printer().document(reply.body());
        return Exit.OK.code();
    }

    @Command(description = "Keeps a claimed run for longer.")
    int heartbeat(@Mixin RunId run, @Mixin Lease lease) {
        Reply reply =
                root.api()
                        .call(
                                Request.post(run.path("heartbeat"))
                                        .json(lease.body(root.shell(), run.toString())));
        root.printer()
                .done(
                        reply.body(),
                        "Still yours until "
                                + root.printer().time(reply.body().path("lease_expires_at_ms"))
                                + ".");
        return Exit.OK.code();
    }

    @Command(description = "Adds an output to a claimed run, which goes on.")
    int output(@Mixin OutputText text, @Mixin Lease lease) {
        JsonNode body = text.addTo(lease.body(root.shell(), text.run()), root.shell());
        Reply reply = root.api().call(Request.post("v1", "runs", text.run(), "output").json(body));
        root.printer().done(reply.body(), "Added an output to " + text.run() + ".");
        return Exit.OK.code();
    }

    @Command(description = "Ends a claimed run with an answer.")
    int complete(@Mixin OutputText text, @Mixin Lease lease) {
        JsonNode body = text.addAsList(lease.body(root.shell(), text.run()), root.shell());
        Reply reply =
                root.api().call(Request.post("v1", "runs", text.run(), "complete").json(body));
        root.printer().done(reply.body(), "Completed " + text.run() + ".");
        return Exit.OK.code();
    }

    @Command(description = "Ends the attempt at a claimed run with an error.")
    int fail(
            @Mixin RunId run,
            @Mixin Lease lease,
            @Parameters(index = "1", paramLabel = "ERROR", description = "What went wrong.")
                    String error,
            @Option(names = "--no-retry", description = "The run has failed for good.")
                    boolean noRetry,
            @Option(
                            names = "--retry-after",
                            paramLabel = "TIME",
                            description = "Not again before that time.")
                    @Nullable Duration after) {
        var body =
                lease.body(root.shell(), run.toString()).put("error", error).put("retry", !noRetry);
        if (after != null) {
            body.put("retry_after_ms", after.toMillis());
        }
        Reply reply = root.api().call(Request.post(run.path("fail")).json(body));
        root.printer()
                .done(
                        reply.body(),
                        "Run " + run + " is " + Cells.of(reply.body().path("status")) + " now.");
        return Exit.OK.code();
    }
}
