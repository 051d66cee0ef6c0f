package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * Shows a newcomer what the daemon does: makes a connector, sends an event through it and follows
 * it to the answer and to the one who gets it. Everything goes through public routes.
 */
public final class DemoTour {
    private static final String KIND = "http";
    private static final String NAME = "demo";
    private static final String TEXT = "Hello, who is there?";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final URI url;
    private final String token;
    private final Steps steps;

    /**
     * A tour of the daemon at that address.
     *
     * @param colour is {@code out} a terminal that understands colours?
     */
    public DemoTour(URI url, String adminToken, PrintWriter out, boolean colour) {
        this.url = url;
        this.token = adminToken;
        this.steps = new Steps(out, colour);
    }

    /** True if the answer came and reached its target. Blocks until then, for at most a minute. */
    public boolean run() {
        try (Api api = new Api(new Connection(url, token));
                DemoReceiver receiver = DemoReceiver.open()) {
            String bearer = connect(api, receiver);
            JsonNode run = send(api, bearer);
            JsonNode end = new RunFollower(api, this::progress).follow(Answers.id(run), PATIENCE);
            if (!end.path("status").asText().equals("completed")) {
                steps.failed(
                        "run",
                        "ended as "
                                + Cells.of(end.path("status"))
                                + ". "
                                + Cells.of(end.path("error")));
                return false;
            }
            end.path("outputs")
                    .forEach(
                            output ->
                                    steps.done(
                                            "answer",
                                            "\"" + Cells.of(output.path("content")) + "\""));
            return delivered(api, receiver, Answers.id(run));
        } catch (CommandFailure e) {
            steps.failed("demo", e.sentence());
            e.details().forEach(steps::more);
            return false;
        } catch (IOException e) {
            steps.failed("demo", "The receiver could not be opened: " + e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            steps.failed("demo", "Interrupted.");
            return false;
        }
    }

    private String connect(Api api, DemoReceiver receiver) {
        String bearer = random();
        ObjectNode target =
                Documents.object().put("url", receiver.url()).put("allow_private_network", true);
        ObjectNode settings = Documents.object();
        settings.putObject("bearer_token").put("value", bearer);
        settings.putObject("session_policy").put("create_if_missing", true);
        settings.putArray("default_binding_keys").add("visitor:you");
        settings.putArray("default_reply_targets")
                .addObject()
                .put("plugin", KIND)
                .put("address", target.toString());
        api.call(Request.put("v1", "runtime", "connectors", KIND, NAME).json(settings));
        steps.done(
                "connector",
                KIND
                        + "/"
                        + NAME
                        + " takes posts at "
                        + url
                        + "/v1/connectors/"
                        + KIND
                        + "/"
                        + NAME);
        steps.more("Answers go to " + receiver.url() + ", a small web server inside this demo.");
        return bearer;
    }

    private JsonNode send(Api api, String bearer) {
        ObjectNode event = Documents.object().put("content", TEXT).put("idempotency_key", random());
        steps.restart();
        JsonNode run =
                api.call(Request.post("v1", "connectors", KIND, NAME).json(event), bearer).body();
        steps.done("event", "\"" + TEXT + "\" is stored and will not be lost");
        steps.done("run", Answers.id(run) + " in session " + Cells.of(run.path("session_id")));
        return run;
    }

    private void progress(JsonNode run) {
        steps.done("run", "is " + Cells.of(run.path("status")));
    }

    private boolean delivered(Api api, DemoReceiver receiver, String run)
            throws InterruptedException {
        Optional<DemoReceiver.Received> received = receiver.await(PATIENCE);
        if (received.isPresent()) {
            JsonNode body = Documents.parseOrNull(received.get().body());
            String content = body == null ? received.get().body() : Cells.of(body.path("content"));
            steps.done("delivery", "the receiver got \"" + Cells.line(content) + "\"");
            steps.more("with " + Cells.line("Idempotency-Key: " + received.get().idempotencyKey()));
        }
        JsonNode delivery = settled(api, run);
        String status = Cells.of(delivery.path("status"));
        String id = Cells.of(delivery.path("delivery_id"));
        if (received.isPresent() && status.equals("delivered")) {
            steps.done(
                    "delivery",
                    id
                            + " is delivered, after "
                            + Cells.of(delivery.path("attempts"))
                            + " attempt(s)");
            return true;
        }
        steps.failed(
                "delivery",
                "%s is %s. %s"
                        .formatted(
                                id.isEmpty() ? "It" : id,
                                status.isEmpty() ? "missing" : status,
                                Cells.of(delivery.path("last_error"))));
        return false;
    }

    // The receiver sees the answer a moment before the daemon has noted that it arrived.
    private static JsonNode settled(Api api, String run) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (true) {
            JsonNode list = api.call(Request.get("v1", "deliveries").query("run_id", run)).body();
            JsonNode delivery = list.path(0);
            if (delivery.path("status").asText().equals("delivered") || System.nanoTime() > end) {
                return delivery;
            }
            Thread.sleep(10);
        }
    }

    private static String random() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
