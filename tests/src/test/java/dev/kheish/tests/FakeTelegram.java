package dev.kheish.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Telegram's Bot API as its documentation describes it, as far as one bot needs it: updates that
 * are kept until a greater offset confirms them, long polls of which the older one is ended with
 * 409, webhooks that exclude polls, 401 for unknown tokens, 429 with {@code retry_after}, groups
 * that have become supergroups, files by path. It can be told to be slow, to refuse, to tear
 * answers and to reset connections. Safe for use by many threads.
 */
final class FakeTelegram implements AutoCloseable {
    static final String TOKEN = "4242:good";
    static final long BOT_ID = 4242;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";
    private static final int LONGEST_TEXT = 4096;
    private static final int MOST_UPDATES = 100;
    private static final Duration PACE = Duration.ofMillis(10);

    private final WireServer server;
    private final AtomicLong numbers = new AtomicLong(1000);
    private final AtomicLong polls = new AtomicLong();
    private final Map<String, Long> tokens = new ConcurrentHashMap<>();
    private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
    private final Map<Long, Long> migrations = new ConcurrentHashMap<>();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<ObjectNode> updates = new ArrayList<>();
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> answered = new CopyOnWriteArrayList<>();
    private final List<Long> offsets = new CopyOnWriteArrayList<>();
    private volatile Supplier<Fault> weather = () -> Fault.NONE;
    private volatile JsonNode webhook = JSON.createObjectNode();
    private volatile String refusedPhotos = "";
    private long nextUpdate = 700_000_000;

    FakeTelegram() throws IOException {
        server = new WireServer(this::answer);
        tokens.put(TOKEN, BOT_ID);
    }

    /** What goes wrong with a call. */
    enum Fault {
        /** Nothing. */
        NONE,
        /** 429, come back in a second. */
        LIMITED,
        /** 502 from something in between; nothing was done. */
        UNAVAILABLE,
        /** 500 of Telegram's own; nothing was done. */
        INTERNAL_ERROR,
        /** The connection is reset before anything was done. */
        RESET_BEFORE,
        /** All was done, then the connection is reset. */
        RESET_AFTER,
        /** All was done, and half of the answer arrives. */
        TORN_AFTER,
        /** All was done, slowly. */
        SLOW
    }

    /**
     * A message that the bot sent.
     *
     * @param thread empty for none
     * @param replyTo empty for none
     * @param file its name; empty for texts
     * @param type {@code text}, {@code photo}, {@code audio} or {@code document}
     * @param album the same for all of one album; 0 for none
     * @param heard whether the whole answer was sent
     */
    record Sent(
            long chat,
            String thread,
            String replyTo,
            String text,
            String type,
            String file,
            byte[] bytes,
            long album,
            boolean heard,
            long atNanos) {}

    String baseUrl() {
        return server.url();
    }

    /** The next call of the method goes wrong. */
    void fault(String method, Fault fault) {
        faults.computeIfAbsent(method, _ -> new ConcurrentLinkedQueue<>()).add(fault);
    }

    /** What goes wrong with calls that nothing was said about. */
    void weather(Supplier<Fault> supplier) {
        weather = supplier;
    }

    void accept(String token, long bot) {
        tokens.put(token, bot);
    }

    void revoke(String token) {
        tokens.remove(token);
    }

    /** Large files take a rest in their middle. */
    void halt(Duration rest) {
        server.halt(rest);
    }

    /** The group goes on under another id. */
    void migrate(long group, long supergroup) {
        migrations.put(group, supergroup);
    }

    /** Photos with this in their name are refused. */
    void refusePhotos(String name) {
        refusedPhotos = name;
    }

    /** The webhook vanishes, as it does when somebody else deletes it. */
    void dropWebhook() {
        webhook = JSON.createObjectNode();
    }

    /** Somebody sets a webhook. */
    void replaceWebhook(String url) {
        webhook = JSON.createObjectNode().put("url", url);
    }

    JsonNode webhook() {
        return webhook;
    }

    /** Gives an update its id and keeps it until it is confirmed; the id. */
    synchronized long push(String kind, String body) throws IOException {
        ObjectNode update = JSON.createObjectNode().put("update_id", nextUpdate);
        update.set(kind, JSON.readTree(body));
        updates.add(update);
        return nextUpdate++;
    }

    /** How many updates nobody has confirmed yet. */
    synchronized int pending() {
        return updates.size();
    }

    /** A file that {@code getFile} finds. */
    void file(String fileId, byte[] bytes) {
        files.put(fileId, bytes);
    }

    List<Sent> sent() {
        return List.copyOf(sent);
    }

    /** What was sent to a chat, in order. */
    List<Sent> sent(long chat) {
        return sent.stream().filter(message -> message.chat() == chat).toList();
    }

    List<String> texts(long chat) {
        return sent(chat).stream().map(Sent::text).toList();
    }

    /** Names of the methods called so far. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    /** Callback queries that were answered. */
    List<String> answered() {
        return List.copyOf(answered);
    }

    /** The offsets of all polls. */
    List<Long> offsets() {
        return List.copyOf(offsets);
    }

    private WireServer.Reply answer(WireServer.Request request) throws Exception {
        String[] segments = request.path().split("/");
        boolean download = segments[1].equals("file");
        String token = segments[download ? 2 : 1].substring("bot".length());
        String method = download ? "file" : segments[2];
        calls.add(method);
        Queue<Fault> queue = faults.get(method);
        Fault told = queue == null ? null : queue.poll();
        Fault fault = told == null ? weather.get() : told;
        return switch (fault) {
            case NONE -> handle(method, token, request, true);
            case LIMITED -> limited();
            case UNAVAILABLE ->
                    WireServer.Reply.of(
                            502, "text/html", "<html>busy</html>".getBytes(StandardCharsets.UTF_8));
            case INTERNAL_ERROR -> refusal(500, "Internal Server Error");
            case RESET_BEFORE -> refusal(500, "reset").in(WireServer.Manner.RESET);
            case RESET_AFTER -> handle(method, token, request, false).in(WireServer.Manner.RESET);
            case TORN_AFTER -> handle(method, token, request, false).in(WireServer.Manner.TORN);
            case SLOW -> {
                LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
                yield handle(method, token, request, true);
            }
        };
    }

    private static WireServer.Reply limited() throws IOException {
        ObjectNode body = error(429, "Too Many Requests: retry after 1");
        body.putObject("parameters").put("retry_after", 1);
        return json(429, body);
    }

    private WireServer.Reply handle(
            String method, String token, WireServer.Request request, boolean heard)
            throws Exception {
        if (!token.matches("[0-9]+:.+")) {
            return refusal(404, "Not Found");
        }
        if (!tokens.containsKey(token)) {
            return refusal(401, "Unauthorized");
        }
        if (method.equals("file")) {
            return download(request.path());
        }
        String type = request.header("content-type");
        if (type.startsWith("multipart/form-data")) {
            return send(method, TelegramForm.read(type, request.body()), heard);
        }
        JsonNode arguments = JSON.readTree(request.body());
        return switch (method) {
            case "getMe" ->
                    ok(
                            JSON.createObjectNode()
                                    .put("id", tokens.get(token))
                                    .put("is_bot", true)
                                    .put("first_name", "Fake")
                                    .put("username", "fake_bot"));
            case "getUpdates" -> poll(token, arguments);
            case "setWebhook" -> setWebhook(arguments);
            case "deleteWebhook" -> {
                webhook = JSON.createObjectNode();
                yield ok(JSON.getNodeFactory().booleanNode(true));
            }
            case "getWebhookInfo" ->
                    ok(
                            JSON.createObjectNode()
                                    .put("url", webhook.path("url").asText())
                                    .put("has_custom_certificate", false)
                                    .put("pending_update_count", pending()));
            case "getFile" -> file(arguments.path("file_id").asText());
            case "answerCallbackQuery" -> {
                answered.add(arguments.path("callback_query_id").asText());
                yield ok(JSON.getNodeFactory().booleanNode(true));
            }
            case "sendMessage" -> send(method, TelegramForm.of(arguments), heard);
            default -> refusal(404, "Not Found: method not found");
        };
    }

    private WireServer.Reply setWebhook(JsonNode arguments) throws IOException {
        String secret = arguments.path("secret_token").asText();
        if (!secret.matches("[A-Za-z0-9_-]{0,256}")) {
            return refusal(400, "Bad Request: secret token contains unallowed characters");
        }
        if (!arguments.path("url").asText().startsWith("https://")) {
            return refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided");
        }
        webhook = arguments;
        return ok(JSON.getNodeFactory().booleanNode(true));
    }

    /** A newer poll ends the older one. */
    private WireServer.Reply poll(String token, JsonNode arguments) throws IOException {
        if (!webhook.path("url").asText().isEmpty()) {
            return refusal(
                    409,
                    "Conflict: can't use getUpdates method while webhook is active; use"
                            + " deleteWebhook to delete the webhook first");
        }
        long mine = polls.incrementAndGet();
        long offset = arguments.path("offset").asLong();
        offsets.add(offset);
        long end =
                System.nanoTime()
                        + Duration.ofSeconds(arguments.path("timeout").asLong()).toNanos();
        int limit = arguments.path("limit").asInt(MOST_UPDATES);
        while (true) {
            ArrayNode found = confirmAndRead(offset, Math.min(limit, MOST_UPDATES), arguments);
            if (polls.get() != mine) {
                return refusal(
                        409,
                        "Conflict: terminated by other getUpdates request; make sure that only one"
                                + " bot instance is running");
            }
            if (!tokens.containsKey(token)) {
                return refusal(401, "Unauthorized");
            }
            if (!found.isEmpty() || System.nanoTime() > end) {
                return ok(found);
            }
            LockSupport.parkNanos(PACE.toNanos());
            if (Thread.interrupted()) {
                throw new IOException("The fake is closing");
            }
        }
    }

    private synchronized ArrayNode confirmAndRead(long offset, int limit, JsonNode arguments) {
        updates.removeIf(update -> update.path("update_id").asLong() < offset);
        List<String> kinds = new ArrayList<>();
        arguments.path("allowed_updates").forEach(kind -> kinds.add(kind.asText()));
        ArrayNode found = JSON.createArrayNode();
        updates.stream()
                .filter(update -> kinds.stream().anyMatch(update::has))
                .limit(limit)
                .forEach(found::add);
        return found;
    }

    private WireServer.Reply file(String fileId) throws IOException {
        byte[] bytes = files.get(fileId);
        if (bytes == null) {
            return refusal(400, "Bad Request: invalid file_id");
        }
        return ok(
                JSON.createObjectNode()
                        .put("file_id", fileId)
                        .put("file_unique_id", "u" + fileId)
                        .put("file_size", bytes.length)
                        .put("file_path", "documents/" + fileId));
    }

    private WireServer.Reply download(String path) throws IOException {
        byte[] bytes = files.get(path.substring(path.lastIndexOf('/') + 1));
        return bytes == null
                ? refusal(404, "Not Found")
                : WireServer.Reply.of(200, "application/octet-stream", bytes);
    }

    private WireServer.Reply send(String method, TelegramForm form, boolean heard)
            throws IOException {
        long chat = Long.parseLong(form.field("chat_id"));
        Long supergroup = migrations.get(chat);
        if (supergroup != null) {
            ObjectNode body =
                    error(400, "Bad Request: group chat was upgraded to a supergroup chat");
            body.putObject("parameters").put("migrate_to_chat_id", supergroup);
            return json(400, body);
        }
        JsonNode reply =
                JSON.readTree(
                        form.field("reply_parameters").isEmpty()
                                ? "{}"
                                : form.field("reply_parameters"));
        String replyTo = reply.path("message_id").asText();
        String text = form.field("text");
        if (method.equals("sendMessage") && (text.isBlank() || text.length() > LONGEST_TEXT)) {
            return refusal(
                    400,
                    text.isBlank()
                            ? "Bad Request: message text is empty"
                            : "Bad Request: message is too long");
        }
        boolean photo = method.equals("sendPhoto") || form.field("media").contains("photo");
        if (photo
                && !refusedPhotos.isEmpty()
                && form.files().values().stream()
                        .anyMatch(file -> file.name().contains(refusedPhotos))) {
            return refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS");
        }
        long album = method.equals("sendMediaGroup") ? numbers.incrementAndGet() : 0;
        String type =
                photo ? "photo" : method.replace("send", "").toLowerCase(java.util.Locale.ROOT);
        ArrayNode messages = JSON.createArrayNode();
        List<TelegramForm.File> parts = new ArrayList<>(form.files().values());
        if (parts.isEmpty()) {
            parts.add(new TelegramForm.File("", new byte[0]));
        }
        for (TelegramForm.File part : parts) {
            sent.add(
                    new Sent(
                            chat,
                            form.field("message_thread_id"),
                            replyTo,
                            text,
                            type.equals("message") ? "text" : type,
                            part.name(),
                            part.bytes(),
                            album,
                            heard,
                            System.nanoTime()));
            messages.add(
                    JSON.createObjectNode()
                            .put("message_id", numbers.incrementAndGet())
                            .set("chat", JSON.createObjectNode().put("id", chat)));
        }
        return ok(album > 0 ? messages : messages.get(0));
    }

    private static WireServer.Reply ok(JsonNode result) throws IOException {
        ObjectNode body = JSON.createObjectNode().put("ok", true);
        body.set("result", result);
        return json(200, body);
    }

    private static ObjectNode error(int code, String description) {
        return JSON.createObjectNode()
                .put("ok", false)
                .put("error_code", code)
                .put("description", description);
    }

    private static WireServer.Reply refusal(int code, String description) throws IOException {
        return json(code, error(code, description));
    }

    private static WireServer.Reply json(int status, ObjectNode body) throws IOException {
        return WireServer.Reply.of(status, JSON_TYPE, JSON.writeValueAsBytes(body));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
