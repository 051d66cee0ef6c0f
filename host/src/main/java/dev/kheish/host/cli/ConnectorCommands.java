package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;

/** {@code kheish connectors}. */
@Command
final class ConnectorCommands {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.whole("KIND", "kind"),
                    Column.whole("NAME", "name"),
                    Column.whole("STATE", "state"),
                    Column.whole("HEALTH", "status.health"),
                    Column.whole("SOURCE", "source"),
                    Column.text("DETAIL", "last_error", "status.reason"));
    private static final List<Column> REFERENCES =
            List.of(
                    Column.whole("TYPE", "type"),
                    Column.whole("ID", "id"),
                    Column.text("DETAIL", "detail", "description"));

    private final Root root;

    ConnectorCommands(Root root) {
        this.root = root;
    }

    @Command(description = "Lists all connectors.")
    int list() {
        Reply reply = root.api().call(Request.get("v1", "runtime", "connectors"));
        root.printer().rows(reply, "connectors", COLUMNS);
        return Exit.OK.code();
    }

    @Command(description = "Shows one connector: its settings and how it is.")
    int get(@Mixin ConnectorName name) {
        root.printer().thing(root.api().call(Request.get(name.path())).body());
        return Exit.OK.code();
    }

    @Command(
            description = "Makes a connector, or changes the settings that the document names.",
            footer = {
                "",
                "A member that is null goes back to its default; one that is absent keeps its value.",
                "Values of secrets come from a file or standard input, not from --json:",
                "  kheish connectors put http orders --file orders.json"
            })
    int put(
            @Mixin ConnectorName name,
            @Mixin Document document,
            @Option(
                            names = "--if-match",
                            paramLabel = "REVISION",
                            description = "Only if the connector still is at this revision.")
                    @Nullable String ifMatch) {
        JsonNode body = document.read(root.shell());
        if (document.fromCommandLine()) {
            Assignments.refuseSecrets(body, name.kind(), name.name());
        }
        return store(name, body, ifMatch);
    }

    @Command(
            description = "Makes a connector, or changes some of its settings.",
            footer = {
                "",
                "A value is JSON where it can be read as JSON, else text; null goes back to the default:",
                "  kheish connectors set http orders actor_id=shop ingress_events_per_second=20 fixed_session_id=null",
                "Dots reach into objects, and text that looks like JSON takes quotes of its own:",
                "  kheish connectors set http orders session_policy.create_if_missing=true actor_id='\"42\"'"
            })
    int set(
            @Mixin ConnectorName name,
            @Parameters(
                            index = "2..*",
                            arity = "1..*",
                            paramLabel = "KEY=VALUE",
                            description = "Settings to change.")
                    List<String> assignments,
            @Option(
                            names = "--if-match",
                            paramLabel = "REVISION",
                            description = "Only if the connector still is at this revision.")
                    @Nullable String ifMatch) {
        ObjectNode body = Assignments.read(assignments);
        Assignments.refuseSecrets(body, name.kind(), name.name());
        return store(name, body, ifMatch);
    }

    @Command(description = "Deletes a connector that nothing refers to.")
    int delete(
            @Mixin ConnectorName name,
            @Option(
                            names = "--drain",
                            description =
                                    "Takes no more events, and deletes it when its last delivery is done.")
                    boolean drain,
            @Option(
                            names = "--forget",
                            description =
                                    "For a connector that has left the connectors file: forgets what it has seen.")
                    boolean forget) {
        Request request =
                Request.delete(name.path())
                        .query("drain", drain ? true : null)
                        .query("forget", forget ? true : null);
        Reply reply = root.api().call(request);
        root.printer()
                .done(
                        reply.body(),
                        (reply.status() == 202 ? "Draining " : "Deleted ") + name + ".");
        return Exit.OK.code();
    }

    @Command(description = "Stops events and deliveries of a connector until it is resumed.")
    int pause(@Mixin ConnectorName name) {
        root.printer()
                .done(
                        root.api().call(Request.post(name.path("pause"))).body(),
                        "Paused " + name + ".");
        return Exit.OK.code();
    }

    @Command(description = "Lets a paused connector go on.")
    int resume(@Mixin ConnectorName name) {
        root.printer()
                .done(
                        root.api().call(Request.post(name.path("resume"))).body(),
                        "Resumed " + name + ".");
        return Exit.OK.code();
    }

    @Command(
            description =
                    "Asks the outside system whether the connector's settings work; exits 1 if not.")
    int test(@Mixin ConnectorName name) {
        Reply reply = root.api().call(Request.post(name.path("test")));
        root.printer().thing(reply.body());
        return reply.body().path("ok").asBoolean(true) ? Exit.OK.code() : Exit.FAILED.code();
    }

    @Command(description = "Shows what refers to a connector and would keep it from being deleted.")
    int references(@Mixin ConnectorName name) {
        Reply reply = root.api().call(Request.get(name.path("references")));
        root.printer().rows(reply, "references", REFERENCES);
        return Exit.OK.code();
    }

    @Command(
            description = "Shows what the programs of a connector wrote, such as its sidecar.",
            footer = {"", "With --follow and --output json each line is a document of its own."})
    int logs(
            @Mixin ConnectorName name,
            @Option(
                            names = {"-n", "--lines"},
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "The last so many lines, at most 2000; 100 by default.")
                    int lines,
            @Option(
                            names = {"-f", "--follow"},
                            description = "Keeps showing lines as they come, until Ctrl-C.")
                    boolean follow) {
        ConnectorLog log = new ConnectorLog(root, name);
        if (follow) {
            log.follow(lines);
        } else {
            log.show(lines);
        }
        return Exit.OK.code();
    }

    private int store(ConnectorName name, JsonNode body, @Nullable String ifMatch) {
        Reply reply =
                root.api()
                        .call(Request.put(name.path()).json(body).header("If-Match", tag(ifMatch)));
        Printer printer = root.printer();
        printer.done(reply.body(), (reply.status() == 201 ? "Made " : "Changed ") + name + ".");
        if (reply.body().path("state").asText().equals("error")) {
            printer.note("It does not work yet: " + Cells.of(reply.body().path("last_error")));
        }
        return Exit.OK.code();
    }

    // The revision in a view is the tag without its quotes.
    private static @Nullable String tag(@Nullable String given) {
        return given == null || given.contains("\"") || given.equals("*")
                ? given
                : '"' + given + '"';
    }
}
