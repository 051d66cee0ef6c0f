package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;

/**
 * Has a daemon do once what daemons do most, and calls the commands that people call most, for the
 * virtual machine to remember which classes that takes. A worker takes the runs, so that claims and
 * completions are part of it.
 */
public final class RehearsalTour {
    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of("status"),
                    List.of("status", "--output", "json"),
                    List.of("connectors", "list"),
                    List.of("kinds", "list"),
                    List.of("plugins", "list"),
                    List.of("sessions", "list"),
                    List.of("runs", "list"),
                    List.of("deliveries", "list"),
                    List.of("secrets", "list"),
                    List.of("--help"));

    private final URI url;
    private final String token;
    private final Path sidecar;
    private final List<Path> connectors;
    private final PrintWriter out;

    /**
     * A tour of the daemon at that address, whose runs nobody else takes.
     *
     * @param sidecar folder of the program of the demonstration
     * @param connectors files with settings, each named after the kind that is to be opened with
     *     them
     */
    public RehearsalTour(
            URI url, String adminToken, Path sidecar, List<Path> connectors, PrintWriter out) {
        this.url = url;
        this.token = adminToken;
        this.sidecar = sidecar;
        this.connectors = connectors;
        this.out = out;
    }

    /**
     * True if all of it worked.
     *
     * @param program runs one command line, without the address and the token
     */
    public boolean run(ToIntFunction<String[]> program) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Thread worker = Thread.ofVirtual().start(() -> work(over));
        try {
            return connectors.stream().allMatch(file -> worked(program, opening(file)))
                    && new DemoTour(url, token, out, false).run()
                    && new SidecarTour(url, token, sidecar, out, false).run()
                    && COMMANDS.stream().allMatch(command -> worked(program, command));
        } finally {
            over.set(true);
            worker.join();
        }
    }

    private boolean worked(ToIntFunction<String[]> program, List<String> command) {
        int code = program.applyAsInt(command.toArray(String[]::new));
        if (code != Exit.OK.code()) {
            out.println("'" + String.join(" ", command) + "' ended with " + code);
        }
        return code == Exit.OK.code();
    }

    /** The name of a file is that of the kind. */
    private static List<String> opening(Path settings) {
        String kind = settings.getFileName().toString().replace(".json", "");
        return List.of("connectors", "put", kind, "rehearsal", "--file", settings.toString());
    }

    private void work(AtomicBoolean over) {
        try (Api api = new Api(new Connection(url, token))) {
            while (!over.get()) {
                ObjectNode wish = Documents.object().put("worker", "rehearsal").put("wait_ms", 200);
                Request claim = Request.post("v1", "runs", "claim").json(wish);
                api.call(claim).body().path("runs").forEach(run -> complete(api, run));
            }
        }
    }

    private static void complete(Api api, JsonNode run) {
        ObjectNode result = Documents.object().put("lease_token", run.path("lease_token").asText());
        result.putArray("outputs")
                .addObject()
                .put("content", run.path("request").path("text_preview").asText());
        api.call(Request.post("v1", "runs", Answers.id(run), "complete").json(result));
    }
}
