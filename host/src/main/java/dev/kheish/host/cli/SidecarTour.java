package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.cli.sidecar.FreePort;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

/**
 * Shows a newcomer the other way in: a sidecar that the daemon starts and lends a secret to. What
 * is said to it goes through the daemon and comes back. Everything goes through public routes.
 */
public final class SidecarTour {
    private static final String KIND = "external";
    private static final String NAME = "demo";
    private static final String SLOT = "demo.greeting";
    private static final String VARIABLE = "DEMO_GREETING";
    private static final String GREETING = "Welcome back!";
    private static final String TEXT = "Hello, sidecar.";
    private static final String PROGRAM = "dev.kheish.sample.echo.Echo";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_EVERY_MS = 20;

    private final URI url;
    private final String token;
    private final Path program;
    private final Steps steps;

    /**
     * A tour of the daemon at that address.
     *
     * @param program folder with the jars of the sidecar
     * @param colour is {@code out} a terminal that understands colours?
     */
    public SidecarTour(URI url, String adminToken, Path program, PrintWriter out, boolean colour) {
        this.url = url;
        this.token = adminToken;
        this.program = program;
        this.steps = new Steps(out, colour);
    }

    /** True if the answer came back through the sidecar. Blocks for at most two minutes. */
    public boolean run() {
        try (Api api = new Api(new Connection(url, token))) {
            URI sidecar = freeAddress();
            connect(api, sidecar);
            if (!isReady(api)) {
                return false;
            }
            try (Api people = new Api(new Connection(sidecar, ""))) {
                JsonNode said = say(people);
                String run = said.path("run_id").asText();
                JsonNode end = new RunFollower(api, this::progress).follow(run, PATIENCE);
                end.path("outputs").forEach(this::answered);
                return delivered(people);
            }
        } catch (CommandFailure e) {
            steps.failed("demo", e.sentence());
            e.details().forEach(steps::more);
            return false;
        } catch (IOException e) {
            steps.failed("demo", "No port is free for the sidecar: " + e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            steps.failed("demo", "Interrupted.");
            return false;
        }
    }

    private void connect(Api api, URI sidecar) {
        ObjectNode secret =
                Documents.object()
                        .put("slot_id", SLOT)
                        .put("provider", "generic")
                        .put("mode", "opaque_secret")
                        .put("updated_at_ms", 1);
        secret.putObject("state").put("value", GREETING);
        api.call(Request.post("v1", "runtime", "secrets").json(secret));
        steps.done("secret", SLOT + " is in the encrypted store");
        api.call(Request.put("v1", "runtime", "connectors", KIND, NAME).json(settings(sidecar)));
        steps.done("connector", KIND + "/" + NAME + " starts a sidecar at " + sidecar);
        steps.more("It is lent " + SLOT + " as " + VARIABLE + ", for a token in its environment.");
    }

    private ObjectNode settings(URI sidecar) {
        ObjectNode settings =
                Documents.object()
                        .put("platform", "demo")
                        .put("mode", "child_process")
                        .put("base_url", sidecar.toString());
        settings.putObject("shared_token").put("value", random());
        settings.putObject("session_policy").put("create_if_missing", true);
        ObjectNode child = settings.putObject("child_process");
        child.put("command", Path.of(System.getProperty("java.home"), "bin", "java").toString());
        child.putArray("args")
                .add("-XX:TieredStopAtLevel=1")
                .add("-XX:+UseSerialGC")
                .add("-cp")
                .add(program.resolve("*").toString())
                .add(PROGRAM);
        child.put("lifeline", true);
        child.putObject("credential_slots").put(VARIABLE, SLOT);
        return settings;
    }

    private boolean isReady(Api api) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode view = api.call(Request.get("v1", "runtime", "connectors", KIND, NAME)).body();
            JsonNode child = view.path("status").path("details");
            if (child.path("state").asText().equals("ready")) {
                steps.done("sidecar", "process " + Cells.of(child.path("pid")) + " is ready");
                return true;
            }
            if (System.nanoTime() > deadline) {
                steps.failed(
                        "sidecar",
                        "It is %s. %s"
                                .formatted(
                                        Cells.of(child.path("state")),
                                        Cells.of(view.path("status").path("reason"))));
                steps.more("What it wrote: kheish connectors logs " + KIND + " " + NAME);
                return false;
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
    }

    private JsonNode say(Api people) {
        ObjectNode words = Documents.object().put("who", "you").put("text", TEXT);
        steps.restart();
        JsonNode said = people.call(Request.post("say").json(words)).body();
        steps.done("event", "\"" + TEXT + "\" came in through the sidecar and will not be lost");
        steps.done(
                "run",
                Cells.of(said.path("run_id")) + " in session " + Cells.of(said.path("session_id")));
        return said;
    }

    private void progress(JsonNode run) {
        steps.done("run", "is " + Cells.of(run.path("status")));
    }

    private void answered(JsonNode output) {
        steps.done("answer", "\"" + Cells.of(output.path("content")) + "\"");
    }

    private boolean delivered(Api people) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            JsonNode newest = people.call(Request.get("said")).body().path("said").path(0);
            if (newest.path("text").asText().startsWith(GREETING)) {
                steps.done(
                        "delivery", "the sidecar says \"" + Cells.of(newest.path("text")) + "\"");
                steps.more("The greeting is the secret: it was fetched, and is in no variable.");
                return true;
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
        steps.failed("delivery", "The answer did not reach the sidecar.");
        return false;
    }

    private static URI freeAddress() throws IOException {
        return URI.create("http://127.0.0.1:" + FreePort.find());
    }

    private static String random() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
