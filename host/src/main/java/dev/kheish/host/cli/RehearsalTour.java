package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;

/**
 * Has a daemon do once what daemons do most, and calls the commands that people call most, for the
 * virtual machine to remember which classes that takes. A worker takes the runs, so that claims and
 * completions are part of it.
 */
public final class RehearsalTour {
    // Nothing answers there, and nothing outside this machine is asked.
    private static final String NOWHERE = "http://127.0.0.1:9";

    private static final Map<String, String> OPENED_ONLY =
            Map.of(
                    "slack",
                            """
                            {"bot_token": {"value": "xoxb-rehearsal"}, "signing_secret": {"value": "rehearsal"},
                             "api_base_url": "%s", "session_policy": {"create_if_missing": true}}
                            """,
                    "telegram",
                            """
                            {"bot_token": {"value": "1:rehearsal"}, "secret_token": {"value": "rehearsal"},
                             "ingress_mode": "webhook", "api_base_url": "%s",
                             "session_policy": {"create_if_missing": true}}
                            """);

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
    private final PrintWriter out;

    /**
     * A tour of the daemon at that address, whose runs nobody else takes.
     *
     * @param sidecar folder of the program of the demonstration
     */
    public RehearsalTour(URI url, String adminToken, Path sidecar, PrintWriter out) {
        this.url = url;
        this.token = adminToken;
        this.sidecar = sidecar;
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
            openTheOthers();
            return new DemoTour(url, token, out, false).run()
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

    private void openTheOthers() {
        try (Api api = new Api(new Connection(url, token))) {
            OPENED_ONLY.forEach(
                    (kind, settings) ->
                            api.call(
                                    Request.put("v1", "runtime", "connectors", kind, "rehearsal")
                                            .json(
                                                    Documents.parse(
                                                            settings.formatted(NOWHERE), kind))));
        }
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
