package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;

/** {@code kheish send}. */
@Command(
        footer = {
            "",
            "The answer goes to standard output, what happens on the way to standard error.",
            "Exits 0 when the run completed, 1 when it failed or was cancelled, 7 when it took too long.",
            "The event itself needs the connector's own token only; following the run needs one of the control plane."
        })
final class SendCommand implements Callable<Integer> {
    private final Root root;

    @Parameters(
            index = "0",
            paramLabel = "CONNECTOR",
            description = "Name of a connector of kind http.")
    private String connector = "";

    @Parameters(
            index = "1",
            paramLabel = "TEXT",
            description = "What the event says; - reads standard input.")
    private String text = "";

    @Option(
            names = "--bearer-file",
            paramLabel = "FILE",
            description = "File with the connector's bearer token; else KHEISH_BEARER.")
    private @Nullable Path bearerFile;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "The same key twice makes one run. A random one by default.")
    private @Nullable String key;

    @Option(
            names = "--session",
            paramLabel = "ID",
            description = "Session to go to, where the connector lets events choose.")
    private @Nullable String session;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "How long to wait for the answer, such as 30s or 10m; 5m by default.")
    private Duration timeout = Duration.ofMinutes(5);

    @Option(names = "--no-wait", description = "Prints the run and does not wait for it.")
    private boolean noWait;

    SendCommand(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Printer printer = root.printer();
        Reply accepted = post(Texts.read(root.shell(), text));
        JsonNode run = accepted.body();
        String id = Answers.id(run);
        if (accepted.headers().firstValue("Kheish-Idempotent-Replayed").isPresent()) {
            printer.note("This key has been used: here is what became of run " + id + ".");
        }
        if (noWait) {
            printer.done(run, id);
            return Exit.OK.code();
        }
        printer.note(
                "Accepted as run %s in session %s."
                        .formatted(id, Cells.of(run.path("session_id"))));
        Answers answers = new Answers(printer);
        RunFollower follower = new RunFollower(root.api(), answers::progress);
        return answers.show(follower.follow(id, timeout));
    }

    private Reply post(String content) {
        ObjectNode event =
                Documents.object()
                        .put("content", content)
                        .put("idempotency_key", key == null ? UUID.randomUUID().toString() : key);
        if (session != null) {
            event.put("session_id", session);
        }
        Request request = Request.post("v1", "connectors", "http", connector).json(event);
        return root.api().call(request, bearer());
    }

    private @Nullable String bearer() {
        if (bearerFile != null) {
            return SecretSource.fromFile(root.shell(), bearerFile.toString());
        }
        String bearer = root.shell().environment().get("KHEISH_BEARER");
        return bearer == null || bearer.isBlank() ? null : bearer.strip();
    }
}
