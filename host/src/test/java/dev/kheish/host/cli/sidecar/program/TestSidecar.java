package dev.kheish.host.cli.sidecar.program;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * A sidecar that keeps every rule, except those it is told to break: {@code --broken=ID}. Other
 * arguments: {@code --way=quiet}, {@code --way=batch}, {@code --way=count:FILE}.
 */
public final class TestSidecar {
    private static final String PREFIX = "KHEISH_EXTERNAL_CONNECTOR_";

    private final Map<String, String> env = System.getenv();
    private final Flaws flaws;
    private final String instance;
    private final TestDeliveries deliveries;
    private final TestHostClient host;
    private final AtomicInteger manifests = new AtomicInteger();
    private final ReentrantLock one = new ReentrantLock();
    private volatile String lacking = "";
    private volatile String status = "starting";

    private TestSidecar(String[] arguments) {
        flaws = new Flaws(values(arguments, "--broken="));
        String given = env.get(PREFIX + "INSTANCE_ID");
        instance = given == null || flaws.has("instance-id") ? "own-" + UUID.randomUUID() : given;
        host = new TestHostClient(env, instance, flaws);
        deliveries = new TestDeliveries(host, flaws, values(arguments, "--way="));
    }

    public static void main(String[] arguments) throws IOException {
        new TestSidecar(arguments).run();
    }

    private static Set<String> values(String[] arguments, String option) {
        return Arrays.stream(arguments)
                .filter(argument -> argument.startsWith(option))
                .map(argument -> argument.substring(option.length()))
                .collect(Collectors.toSet());
    }

    private void run() throws IOException {
        if (flaws.has("starts")) {
            System.err.println("out of order");
            System.exit(3);
        }
        if (flaws.has("clean-output")) {
            System.err.println("I was given " + token());
        }
        URI base = URI.create(env.get(PREFIX + "BASE_URL"));
        lock(base.getPort());
        credentials();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(base.getPort())));
        InetAddress address =
                InetAddress.getByName(flaws.has("address") ? "0.0.0.0" : base.getHost());
        ServerSocket socket = new ServerSocket(base.getPort(), 50, address);
        status = lacking.isEmpty() || flaws.has("credential-missing") ? "ready" : "degraded";
        lifeline();
        if (flaws.has("nothing-left")) {
            new ProcessBuilder("setsid", "sleep", "120").start();
        }
        new TestHttp(socket, this::answer, flaws.has("stalled")).serve();
    }

    private TestHttp.Reply answer(TestHttp.Ask ask) throws IOException {
        if (!flaws.has("health-meanwhile")) {
            return route(ask);
        }
        one.lock();
        try {
            return route(ask);
        } finally {
            one.unlock();
        }
    }

    private TestHttp.Reply route(TestHttp.Ask ask) throws IOException {
        String door = ask.method() + " " + ask.path();
        return switch (door) {
            case "GET /manifest" -> may(ask, "auth-manifest") ? manifest() : unauthorized(ask);
            case "GET /health" -> may(ask, "auth-health") ? health() : unauthorized(ask);
            case "POST /deliver" ->
                    may(ask, "auth-deliver") ? deliveries.take(ask) : unauthorized(ask);
            case "POST /__test/inject" ->
                    flaws.has("test-api")
                            ? TestHttp.Reply.last(200, "none")
                            : TestHttp.Reply.last(404, "not_found");
            default ->
                    flaws.has("unknown-path")
                            ? new TestHttp.Reply(404, "text/plain", "no", true)
                            : TestHttp.Reply.last(404, "not_found");
        };
    }

    private boolean may(TestHttp.Ask ask, String flaw) {
        String header = ask.headers().getOrDefault("authorization", "");
        if (flaws.has(flaw + "-prefix")) {
            return header.startsWith("Bearer ") && ("Bearer " + token()).startsWith(header);
        }
        return flaws.has(flaw) || header.equals("Bearer " + token());
    }

    /** The body is left unread, so the connection cannot be kept. */
    private TestHttp.Reply unauthorized(TestHttp.Ask ask) {
        return flaws.has("reuse")
                ? TestHttp.Reply.json(401, "{}")
                : TestHttp.Reply.last(401, "unauthorized");
    }

    private TestHttp.Reply manifest() {
        boolean other = flaws.has("same-instance") && manifests.incrementAndGet() > 1;
        return TestHttp.Reply.json(
                200,
                """
                {"protocol_version":1,"instance_id":"%s","experimental":false,
                 "capabilities":{"attachments_in":true,"attachments_out":true,"threads":%s}}
                """
                        .formatted(
                                other ? instance + "-2" : instance,
                                flaws.has("manifest") ? "\"some\"" : "true"));
    }

    private TestHttp.Reply health() {
        boolean leaving = deliveries.draining() && !flaws.has("drain");
        return TestHttp.Reply.json(
                200,
                "{\"protocol_version\":1,\"instance_id\":\"%s\",\"status\":\"%s\",\"detail\":%s}"
                        .formatted(
                                instance,
                                leaving ? "draining" : status,
                                flaws.has("health") ? "7" : "\"" + lacking + "\""));
    }

    private void credentials() {
        String keys = env.getOrDefault(PREFIX + "CREDENTIAL_KEYS_JSON", "[]");
        for (String name : keys.replaceAll("[\\[\\]\"]", "").split(",", -1)) {
            if (!name.isEmpty() && host.credential(name) == null) {
                lacking = "no value for " + name;
            }
        }
        if (!lacking.isEmpty() && flaws.has("credential-silent")) {
            Runtime.getRuntime().halt(4);
        }
    }

    private void lifeline() {
        if ("stdin".equals(env.get(PREFIX + "LIFELINE")) && !flaws.has("lifeline")) {
            Thread.ofPlatform()
                    .start(
                            () -> {
                                try {
                                    System.in.transferTo(java.io.OutputStream.nullOutputStream());
                                } catch (IOException e) {
                                    System.err.println("standard input broke");
                                }
                                System.exit(0);
                            });
        }
    }

    private void leave(int port) {
        if (flaws.has("finish")) {
            Runtime.getRuntime().halt(0);
        }
        if (!flaws.has("drain")) {
            deliveries.drain();
        } else {
            pause(3_000);
        }
        while (!deliveries.idle()) {
            pause(20);
        }
        if (!flaws.has("restart")) {
            lockFile(port).toFile().delete();
        }
        if (!flaws.has("leave")) {
            Runtime.getRuntime().halt(0);
        }
    }

    private void lock(int port) throws IOException {
        if (flaws.has("restart") || flaws.has("restart-killed")) {
            try {
                Files.createFile(lockFile(port));
            } catch (IOException e) {
                System.err.println("I am running already");
                Runtime.getRuntime().halt(5);
            }
        }
    }

    private Path lockFile(int port) {
        return Path.of(env.getOrDefault("LOCKS", "."), "sidecar-" + port + ".lock");
    }

    private String token() {
        return env.getOrDefault(PREFIX + "SHARED_TOKEN", "");
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
