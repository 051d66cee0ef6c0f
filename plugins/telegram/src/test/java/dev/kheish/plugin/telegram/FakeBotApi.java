package dev.kheish.plugin.telegram;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.EgressResponse;
import dev.kheish.testkit.FakeEgress;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A Bot API that says yes to everything, until it is told otherwise for a method. */
final class FakeBotApi implements FakeEgress.Peer {
    static final String ROOT = "https://api.telegram.org/";

    private final List<Call> calls = new ArrayList<>();
    private final Map<String, Deque<FakeEgress.Peer>> scripted = new HashMap<>();
    private int sent = 100;

    /** One request that came; downloads are known by the method {@code file}. */
    record Call(String method, EgressRequest request) {
        JsonObject json() {
            return Json.createReader(new StringReader(text())).readObject();
        }

        String text() {
            return new String(request.body(), StandardCharsets.UTF_8);
        }
    }

    /** The next call of the method gets this instead. */
    FakeBotApi next(String method, FakeEgress.Peer answer) {
        scripted.computeIfAbsent(method, _ -> new ArrayDeque<>()).add(answer);
        return this;
    }

    FakeBotApi next(String method, int status, String body) {
        return next(method, _ -> FakeEgress.response(status, body, Map.of()));
    }

    FakeBotApi nextOk(String method, String result) {
        return next(method, 200, "{\"ok\":true,\"result\":" + result + "}");
    }

    FakeBotApi nextError(String method, int code, String description) {
        return next(
                method,
                code,
                "{\"ok\":false,\"error_code\":%d,\"description\":\"%s\"}"
                        .formatted(code, description));
    }

    FakeBotApi nextFailure(String method, EgressException.Reason reason) {
        return next(
                method,
                _ -> {
                    throw FakeEgress.failure(reason);
                });
    }

    /** Ends whatever asks, as a connector that closes does. */
    FakeBotApi nextEnds(String method) {
        return next(
                method,
                _ -> {
                    throw new InterruptedException("closed");
                });
    }

    List<Call> calls(String method) {
        return calls.stream().filter(call -> call.method().equals(method)).toList();
    }

    /** Names of all methods called, in order. */
    List<String> methods() {
        return calls.stream().map(Call::method).toList();
    }

    @Override
    public EgressResponse answer(EgressRequest request)
            throws EgressException, InterruptedException {
        String path = request.url().replace(ROOT, "");
        String method =
                path.startsWith("file/") ? "file" : path.substring(path.lastIndexOf('/') + 1);
        calls.add(new Call(method, request));
        Deque<FakeEgress.Peer> queue = scripted.get(method);
        return queue != null && !queue.isEmpty()
                ? queue.poll().answer(request)
                : FakeEgress.response(200, usual(method), Map.of());
    }

    private String usual(String method) {
        return switch (method) {
            case "getMe" -> ok("{\"id\":4242,\"is_bot\":true,\"username\":\"fake_bot\"}");
            case "getUpdates" -> ok("[]");
            case "getFile" -> ok("{\"file_id\":\"F\",\"file_path\":\"documents/file_1.bin\"}");
            case "file" -> "bytes";
            case "getWebhookInfo" -> ok("{\"url\":\"\"}");
            case "setWebhook", "deleteWebhook", "answerCallbackQuery" -> ok("true");
            case "sendMediaGroup" -> ok("[{\"message_id\":1},{\"message_id\":2}]");
            default -> {
                sent++;
                yield ok("{\"message_id\":" + sent + "}");
            }
        };
    }

    static String ok(String result) {
        return "{\"ok\":true,\"result\":" + result + "}";
    }
}
