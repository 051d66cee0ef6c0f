package dev.kheish.host.cli.sidecar.stage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * The host as the sidecar sees it, on a free local port: takes events, hands out credentials and
 * attachments, and remembers every request. Safe for use by many threads.
 */
public final class PlayedHost implements AutoCloseable {
    private static final int LARGEST_BODY = 8 * 1024 * 1024;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<HostCall> calls = new ArrayList<>();
    private final Map<String, String> assets = new ConcurrentHashMap<>();
    private final String root;
    private final String sharedToken;
    private final EventDesk events;
    private final CredentialDesk credentials;
    private final HttpServer server;
    private volatile @Nullable Rule rule;
    private volatile @Nullable Hold hold;

    /** An answer of one's own; null leaves the call to the host. */
    @FunctionalInterface
    public interface Rule {
        @Nullable HostReply answer(HostCall call);
    }

    PlayedHost(String connector, String sharedToken, CredentialDesk credentials)
            throws IOException {
        this.root = "/v1/connectors/external/" + connector;
        this.sharedToken = sharedToken;
        this.events = new EventDesk(connector);
        this.credentials = credentials;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What the rule has no answer for is answered as always; null ends the rule. */
    public void answering(@Nullable Rule own) {
        rule = own;
    }

    /** Every request that comes from now on waits, until the hold is closed. */
    public Hold hold() {
        Hold fresh = new Hold(() -> hold = null);
        hold = fresh;
        return fresh;
    }

    /** Makes an attachment of a delivery and answers the path to fetch it from. */
    public String offer(String deliveryId, String assetId, String content) {
        String path = root + "/deliveries/" + deliveryId + "/assets/" + assetId + "/raw";
        assets.put(path, content);
        return path;
    }

    /** How many requests there were so far. */
    public int count() {
        synchronized (calls) {
            return calls.size();
        }
    }

    /** The requests with this number and later ones. */
    public List<HostCall> since(int number) {
        synchronized (calls) {
            return List.copyOf(calls.subList(number, calls.size()));
        }
    }

    /** The first such request with this number or a later one; empty if none comes in time. */
    public Optional<HostCall> await(int from, Predicate<HostCall> which, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (calls) {
            while (true) {
                Optional<HostCall> found =
                        calls.subList(from, calls.size()).stream().filter(which).findFirst();
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (found.isPresent() || left <= 0) {
                    return found;
                }
                calls.wait(left);
            }
        }
    }

    @Override
    public void close() {
        Hold open = hold;
        if (open != null) {
            open.close();
        }
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            HostCall call = record(exchange);
            HostReply reply = answer(call);
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HostCall record(HttpExchange exchange) throws IOException {
        long now = System.nanoTime();
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY);
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) ->
                                headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        synchronized (calls) {
            HostCall call =
                    new HostCall(
                            calls.size(),
                            now,
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            headers,
                            new String(body, StandardCharsets.UTF_8));
            calls.add(call);
            calls.notifyAll();
            return call;
        }
    }

    private HostReply answer(HostCall call) throws InterruptedException {
        Hold waiting = hold;
        if (waiting != null) {
            waiting.pass();
        }
        Rule own = rule;
        HostReply special = own == null ? null : own.answer(call);
        return special == null ? ordinary(call) : special;
    }

    private HostReply ordinary(HostCall call) {
        String path = call.uri().replaceFirst("\\?.*", "");
        if (call.isCredential() && path.startsWith(root + "/credentials/")) {
            return credentials.answer(call);
        }
        boolean event = path.equals(root + "/events") || path.equals(root + "/events/batch");
        boolean asset = path.startsWith(root + "/deliveries/");
        if (!event && !asset) {
            return HostReply.problem(404, "not_found", "There is nothing at this path.");
        }
        if (!call.authorization().equals("Bearer " + sharedToken)) {
            return HostReply.problem(401, "unauthorized", "The shared token is missing or wrong.");
        }
        return event && call.method().equals("POST") ? events.answer(call) : asset(path);
    }

    private HostReply asset(String path) {
        String content = assets.get(path);
        return content == null
                ? HostReply.problem(404, "not_found", "There is no such attachment.")
                : new HostReply(200, Map.of("Content-Type", "text/plain"), content);
    }
}
