package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.List;

/** {@code kheish sessions}. */
@Command
final class SessionCommands {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.whole("SESSION", "session_id"),
                    Column.whole("STATUS", "status"),
                    Column.time("CREATED", "created_at_ms"),
                    Column.text("PERSONA", "persona_id"),
                    Column.text("TARGETS", "reply_targets.display"));
    private static final List<Column> BINDINGS =
            List.of(Column.whole("KEY", "key"), Column.time("CREATED", "created_at_ms"));
    private static final List<Column> OUTPUTS =
            List.of(
                    Column.time("AT", "created_at_ms"),
                    Column.whole("OUTPUT", "id"),
                    Column.whole("RUN", "run_id"),
                    Column.text("CONTENT", "content"));

    private final Root root;

    SessionCommands(Root root) {
        this.root = root;
    }

    @Command(description = "Lists sessions.")
    int list(
            @Option(
                            names = "--persona",
                            paramLabel = "ID",
                            description = "Only those with this persona.")
                    @Nullable String persona,
            @Option(
                            names = "--binding",
                            paramLabel = "KEY",
                            description = "Only the one that this key leads to.")
                    @Nullable String key,
            @Mixin Page page) {
        Request request =
                page.of(
                        Request.get("v1", "sessions")
                                .query("persona_id", persona)
                                .query("binding_key", key));
        root.printer().rows(root.api().call(request), "sessions", COLUMNS);
        return Exit.OK.code();
    }

    @Command(description = "Shows one session.")
    int get(@Mixin SessionId session) {
        root.printer().thing(root.api().call(Request.get(session.path())).body());
        return Exit.OK.code();
    }

    @Command(description = "Makes a session, or finds it if it exists.")
    int create(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "ID",
                            description = "Its id; one is made up by default.")
                    @Nullable String id,
            @Option(names = "--persona", paramLabel = "ID", description = "Persona of the session.")
                    @Nullable String persona,
            @Option(
                            names = "--thread",
                            paramLabel = "ID",
                            description = "Thread id of the session.")
                    @Nullable String thread) {
        ObjectNode body = Documents.object();
        putIfGiven(body, "session_id", id);
        putIfGiven(body, "persona_id", persona);
        putIfGiven(body, "thread_id", thread);
        Reply reply = root.api().call(Request.post("v1", "sessions").json(body));
        root.printer().done(reply.body(), Cells.of(reply.body().path("session_id")));
        return Exit.OK.code();
    }

    @Command(description = "Deletes a session; its runs stay.")
    int delete(@Mixin SessionId session) {
        Reply reply = root.api().call(Request.delete(session.path()));
        root.printer().done(reply.body(), "Deleted " + session + ".");
        return Exit.OK.code();
    }

    @Command(description = "Lists the keys that lead events to a session.")
    int bindings(@Mixin SessionId session) {
        root.printer()
                .rows(root.api().call(Request.get(session.path("bindings"))), "bindings", BINDINGS);
        return Exit.OK.code();
    }

    @Command(description = "Lets a key lead events to a session.")
    int bind(
            @Mixin SessionId session,
            @Parameters(index = "1", paramLabel = "KEY", description = "The key.") String key,
            @Option(names = "--move", description = "Also if it leads to another session now.")
                    boolean move) {
        Request request = Request.post(session.path("bindings"));
        Reply reply =
                root.api().call(request.json(Documents.object().put("key", key).put("move", move)));
        root.printer().done(reply.body(), key + " leads to " + session + ".");
        return Exit.OK.code();
    }

    @Command(description = "Takes a key from a session.")
    int unbind(
            @Mixin SessionId session,
            @Parameters(index = "1", paramLabel = "KEY", description = "The key.") String key) {
        Reply reply = root.api().call(Request.delete(session.path("bindings")).query("key", key));
        root.printer().done(reply.body(), key + " leads to " + session + " no longer.");
        return Exit.OK.code();
    }

    @Command(description = "Lists what was said in a session.")
    int outputs(@Mixin SessionId session, @Mixin Page page) {
        Reply reply = root.api().call(page.of(Request.get(session.path("outputs"))));
        root.printer().rows(reply, "outputs", OUTPUTS);
        return Exit.OK.code();
    }

    @Command(description = "Starts a run in a session; with --wait follows it to the answer.")
    int run(
            @Mixin SessionId session,
            @Parameters(
                            index = "1",
                            paramLabel = "TEXT",
                            description = "What the run is about; - reads standard input.")
                    String text,
            @Option(names = "--wait", description = "Waits for the answer and prints it.")
                    boolean wait,
            @Option(
                            names = "--timeout",
                            paramLabel = "TIME",
                            description =
                                    "How long to wait, such as 30s or 10m; for ever by default.")
                    @Nullable Duration timeout,
            @Option(
                            names = "--idempotency-key",
                            paramLabel = "KEY",
                            description = "The same key twice makes one run.")
                    @Nullable String key) {
        ObjectNode body = Documents.object().put("content", Texts.read(root.shell(), text));
        Request request =
                Request.post(session.path("runs")).json(body).header("Idempotency-Key", key);
        Reply reply = root.api().call(request);
        String id = Answers.id(reply.body());
        if (!wait) {
            root.printer().done(reply.body(), id);
            return Exit.OK.code();
        }
        Answers answers = new Answers(root.printer());
        return answers.show(new RunFollower(root.api(), answers::progress).follow(id, timeout));
    }

    private static void putIfGiven(ObjectNode body, String member, @Nullable String value) {
        if (value != null) {
            body.put(member, value);
        }
    }
}
