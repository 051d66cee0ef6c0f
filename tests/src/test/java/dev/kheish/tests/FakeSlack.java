package dev.kheish.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Slack's Web API as its documentation describes it, as far as a bot needs it: HTTP 200 with {@code
 * ok} true or false, 429 with Retry-After, uploads in three steps, private files for bearers of a
 * token, posts known again by their {@code client_msg_id}. It can be told to be slow, to refuse, to
 * tear answers and to reset connections. Safe for use by many threads.
 */
final class FakeSlack implements AutoCloseable {
    static final String POST = "chat.postMessage";
    static final String GET_UPLOAD_URL = "files.getUploadURLExternal";
    static final String UPLOAD = "upload";
    static final String COMPLETE = "files.completeUploadExternal";
    static final String FILE_INFO = "files.info";
    static final String DOWNLOAD = "files-pri";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json; charset=utf-8";
    private static final int LONGEST_TEXT = 40_000;

    private final WireServer server;
    private final AtomicLong clock = new AtomicLong();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> posts = new ConcurrentHashMap<>();
    private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
    private final Map<String, Shared> shared = new ConcurrentHashMap<>();
    private final List<Posted> posted = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Long> lastPost = new ConcurrentHashMap<>();
    private volatile Supplier<Fault> weather = () -> Fault.NONE;
    private volatile String retryAfter = "1";
    private volatile Duration gap = Duration.ZERO;

    FakeSlack() throws IOException {
        server = new WireServer(this::answer);
        tokens.add("xoxb-good");
    }

    /** What goes wrong with a call. */
    enum Fault {
        /** Nothing. */
        NONE,
        /** HTTP 429, come back in a second, or when told. */
        LIMITED,
        /** HTTP 503 from something in between; nothing was done. */
        UNAVAILABLE,
        /** {@code internal_error}; nothing was done. */
        INTERNAL_ERROR,
        /** The connection is reset before anything was done. */
        RESET_BEFORE,
        /** All was done, then the connection is reset. */
        RESET_AFTER,
        /** All was done, and half of the answer arrives. */
        TORN_AFTER,
        /** All was done, slowly. */
        SLOW,
        /** No answer for a long time, and nothing was done. */
        HANG,
        /** It is elsewhere: on an address that no outsider may send the host to. */
        REDIRECT
    }

    /** A message in a channel. */
    record Posted(String channel, String thread, String text, String ts, String fileId) {}

    private record Upload(
            String fileId, String name, int length, byte[] bytes, boolean completed) {}

    private record Shared(String name, String type, byte[] bytes) {}

    String baseUrl() {
        return server.url() + "/api";
    }

    /** The next call of the method goes wrong. */
    void fault(String method, Fault fault) {
        faults.computeIfAbsent(method, _ -> new ConcurrentLinkedQueue<>()).add(fault);
    }

    /** What goes wrong with calls that nothing was said about. */
    void weather(Supplier<Fault> supplier) {
        weather = supplier;
    }

    /** What the next 429 say. */
    void retryAfter(String header) {
        retryAfter = header;
    }

    /** Each channel takes a message in this time, as Slack's take about one a second. */
    void limitChannels(Duration everySo) {
        gap = everySo;
    }

    void revoke(String token) {
        tokens.remove(token);
    }

    void accept(String token) {
        tokens.add(token);
    }

    /** All messages that were posted, in order. */
    List<Posted> posted() {
        return List.copyOf(posted);
    }

    /** Texts that were posted to a thread. */
    List<String> texts(String thread) {
        return posted.stream()
                .filter(message -> message.thread().equals(thread))
                .map(Posted::text)
                .toList();
    }

    /** Names of the methods called so far. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    /** The bytes of a file that was posted. */
    byte[] bytesOf(String fileId) {
        return uploads.values().stream()
                .filter(upload -> upload.fileId().equals(fileId))
                .findFirst()
                .orElseThrow()
                .bytes();
    }

    /** Puts a file into Slack; what an event says of it. */
    String share(String name, String type, byte[] bytes) {
        String id = "F" + clock.incrementAndGet();
        shared.put(id, new Shared(name, type, bytes));
        return """
        {"id":"%s","name":"%s","mimetype":"%s","size":%d,"url_private":"%s","url_private_download":"%s"}"""
                .formatted(id, name, type, bytes.length, fileUrl(id), fileUrl(id));
    }

    private String fileUrl(String id) {
        return server.url() + "/files-pri/T1-" + id + "/download/file";
    }

    private WireServer.Reply answer(WireServer.Request request) throws IOException {
        String method = method(request.path());
        calls.add(method);
        Queue<Fault> queue = faults.get(method);
        Fault told = queue == null ? null : queue.poll();
        Fault fault = told == null ? weather.get() : told;
        return switch (fault) {
            case NONE -> handle(method, request);
            case LIMITED -> limited();
            case UNAVAILABLE ->
                    WireServer.Reply.of(
                            503, "text/html", "<html>busy</html>".getBytes(StandardCharsets.UTF_8));
            case INTERNAL_ERROR -> refusal("internal_error");
            case RESET_BEFORE -> refusal("reset").in(WireServer.Manner.RESET);
            case RESET_AFTER -> handle(method, request).in(WireServer.Manner.RESET);
            case TORN_AFTER -> handle(method, request).in(WireServer.Manner.TORN);
            case SLOW -> {
                LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
                yield handle(method, request);
            }
            case HANG -> {
                LockSupport.parkNanos(Duration.ofSeconds(60).toNanos());
                yield refusal("hang").in(WireServer.Manner.RESET);
            }
            case REDIRECT ->
                    new WireServer.Reply(
                            302,
                            Map.of("Location", server.url() + "/internal/secret"),
                            new byte[0],
                            WireServer.Manner.WHOLE);
        };
    }

    private WireServer.Reply limited() {
        return new WireServer.Reply(
                429,
                Map.of("Retry-After", retryAfter, "Content-Type", JSON_TYPE),
                "{\"ok\":false,\"error\":\"ratelimited\"}".getBytes(StandardCharsets.UTF_8),
                WireServer.Manner.WHOLE);
    }

    private static String method(String path) {
        String[] segments = path.split("/");
        return segments[1].equals("api") ? segments[2] : segments[1];
    }

    private WireServer.Reply handle(String method, WireServer.Request request) throws IOException {
        return switch (method) {
            case UPLOAD -> upload(request);
            case DOWNLOAD -> download(request);
            case POST -> isTooSoon(request) ? limited() : authorized(request, this::post);
            case GET_UPLOAD_URL -> authorized(request, this::uploadUrl);
            case COMPLETE -> authorized(request, this::complete);
            case FILE_INFO -> authorized(request, this::fileInfo);
            case "auth.test" ->
                    authorized(
                            request,
                            _ ->
                                    ok().put("team_id", "T1")
                                            .put("user_id", "UBOT")
                                            .put("bot_id", "B1"));
            default -> refusal("unknown_method");
        };
    }

    private WireServer.Reply authorized(
            WireServer.Request request, Function<JsonNode, ObjectNode> method) throws IOException {
        String header = request.header("authorization");
        if (!header.startsWith("Bearer ")) {
            return refusal("not_authed");
        }
        if (!tokens.contains(header.substring("Bearer ".length()))) {
            return refusal("invalid_auth");
        }
        String type = request.header("content-type");
        JsonNode arguments =
                type.startsWith("application/json")
                        ? JSON.readTree(request.body())
                        : form(request.text());
        return json(method.apply(arguments));
    }

    private static ObjectNode form(String text) {
        ObjectNode form = JSON.createObjectNode();
        Arrays.stream(text.split("&"))
                .filter(member -> !member.isEmpty())
                .map(member -> member.split("=", 2))
                .forEach(
                        member ->
                                form.put(
                                        member[0],
                                        URLDecoder.decode(member[1], StandardCharsets.UTF_8)));
        return form;
    }

    private synchronized boolean isTooSoon(WireServer.Request request) throws IOException {
        if (gap.isZero()) {
            return false;
        }
        String channel = JSON.readTree(request.body()).path("channel").asText();
        long now = System.nanoTime();
        Long last = lastPost.get(channel);
        boolean tooSoon = last != null && now - last < gap.toNanos();
        if (!tooSoon) {
            lastPost.put(channel, now);
        }
        return tooSoon;
    }

    private synchronized ObjectNode post(JsonNode arguments) {
        String channel = arguments.path("channel").asText();
        String text = arguments.path("text").asText();
        if (!channel.matches("[CDG][0-9A-Z]+")) {
            return error("channel_not_found");
        }
        if (text.isBlank()) {
            return error("no_text");
        }
        if (text.length() > LONGEST_TEXT) {
            return error("msg_too_long");
        }
        String id = channel + " " + arguments.path("client_msg_id").asText("-" + clock.get());
        ObjectNode before = posts.get(id);
        if (before != null) {
            return before;
        }
        String ts = timestamp();
        posted.add(new Posted(channel, arguments.path("thread_ts").asText(), text, ts, ""));
        ObjectNode answer = ok().put("channel", channel).put("ts", ts);
        answer.putObject("message").put("type", "message").put("text", text).put("ts", ts);
        posts.put(id, answer);
        return answer;
    }

    private ObjectNode uploadUrl(JsonNode arguments) {
        int length = arguments.path("length").asInt();
        if (length <= 0 || arguments.path("filename").asText().isBlank()) {
            return error("missing_argument");
        }
        String id = "F" + clock.incrementAndGet();
        String key = "k" + id;
        uploads.put(
                key,
                new Upload(id, arguments.path("filename").asText(), length, new byte[0], false));
        return ok().put("upload_url", server.url() + "/upload/v1/" + key).put("file_id", id);
    }

    /** The address is the right to use it. */
    private WireServer.Reply upload(WireServer.Request request) {
        String key = request.path().substring(request.path().lastIndexOf('/') + 1);
        Upload begun = uploads.get(key);
        if (begun == null || begun.length() != request.body().length) {
            return WireServer.Reply.of(400, "text/plain", "error".getBytes(StandardCharsets.UTF_8));
        }
        uploads.put(
                key,
                new Upload(begun.fileId(), begun.name(), begun.length(), request.body(), false));
        return WireServer.Reply.of(
                200, "text/plain", ("OK - " + begun.length()).getBytes(StandardCharsets.UTF_8));
    }

    private synchronized ObjectNode complete(JsonNode arguments) {
        JsonNode files;
        try {
            files = JSON.readTree(arguments.path("files").asText());
        } catch (IOException e) {
            return error("invalid_arguments");
        }
        for (JsonNode file : files) {
            String id = file.path("id").asText();
            var found =
                    uploads.entrySet().stream()
                            .filter(each -> each.getValue().fileId().equals(id))
                            .filter(each -> each.getValue().bytes().length > 0)
                            .filter(each -> !each.getValue().completed())
                            .findFirst();
            if (found.isEmpty()) {
                return error("file_not_found");
            }
            Upload upload = found.get().getValue();
            uploads.put(
                    found.get().getKey(),
                    new Upload(id, upload.name(), upload.length(), upload.bytes(), true));
            posted.add(
                    new Posted(
                            arguments.path("channel_id").asText(),
                            arguments.path("thread_ts").asText(),
                            "",
                            timestamp(),
                            id));
        }
        ObjectNode answer = ok();
        answer.set("files", files);
        return answer;
    }

    private ObjectNode fileInfo(JsonNode arguments) {
        String id = arguments.path("file").asText();
        Shared file = shared.get(id);
        if (file == null) {
            return error("file_not_found");
        }
        ObjectNode answer = ok();
        answer.putObject("file")
                .put("id", id)
                .put("name", file.name())
                .put("mimetype", file.type())
                .put("size", file.bytes().length)
                .put("url_private", fileUrl(id));
        return answer;
    }

    /** Whom it does not know it sends to the login page. */
    private WireServer.Reply download(WireServer.Request request) {
        String id = request.path().split("/")[2].substring("T1-".length());
        String header = request.header("authorization");
        boolean known =
                header.startsWith("Bearer ")
                        && tokens.contains(header.substring("Bearer ".length()));
        if (!known) {
            return new WireServer.Reply(
                    302,
                    Map.of("Location", server.url() + "/login"),
                    new byte[0],
                    WireServer.Manner.WHOLE);
        }
        Shared file = shared.get(id);
        return file == null
                ? WireServer.Reply.of(404, "text/html", "no".getBytes(StandardCharsets.UTF_8))
                : WireServer.Reply.of(200, file.type(), file.bytes());
    }

    private String timestamp() {
        return "1750000000.%06d".formatted(clock.incrementAndGet());
    }

    private static ObjectNode ok() {
        return JSON.createObjectNode().put("ok", true);
    }

    private static ObjectNode error(String word) {
        return JSON.createObjectNode().put("ok", false).put("error", word);
    }

    private static WireServer.Reply refusal(String word) throws IOException {
        return json(error(word));
    }

    private static WireServer.Reply json(ObjectNode body) throws IOException {
        return WireServer.Reply.of(200, JSON_TYPE, JSON.writeValueAsBytes(body));
    }

    /** What was posted, for messages of tests. */
    @Override
    public String toString() {
        return posted.stream().map(Posted::toString).collect(Collectors.joining("\n"));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
