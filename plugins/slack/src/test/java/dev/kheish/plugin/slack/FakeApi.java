package dev.kheish.plugin.slack;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.EgressResponse;
import dev.kheish.testkit.FakeEgress;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A Web API that says yes to everything, until it is told otherwise for a method. */
final class FakeApi implements FakeEgress.Peer {
    static final String UPLOAD = "upload";
    static final String UPLOAD_URL = "https://files.slack.com/upload/v1/secret";

    private final List<Call> calls = new ArrayList<>();
    private final Map<String, Deque<FakeEgress.Peer>> scripted = new HashMap<>();
    private int posted;

    /** One request that came. */
    record Call(String method, EgressRequest request) {
        JsonObject json() {
            return Json.createReader(new StringReader(text())).readObject();
        }

        Map<String, String> form() {
            return Arrays.stream(text().split("&"))
                    .map(member -> member.split("=", 2))
                    .collect(
                            Collectors.toMap(
                                    member -> member[0],
                                    member ->
                                            URLDecoder.decode(member[1], StandardCharsets.UTF_8)));
        }

        String text() {
            return new String(request.body(), StandardCharsets.UTF_8);
        }

        String header(String name) {
            return request.headers().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .collect(Collectors.joining(","));
        }
    }

    /** The next call of the method gets this instead. */
    FakeApi next(String method, FakeEgress.Peer answer) {
        scripted.computeIfAbsent(method, _ -> new ArrayDeque<>()).add(answer);
        return this;
    }

    FakeApi next(String method, int status, String body) {
        return next(method, _ -> FakeEgress.response(status, body, Map.of()));
    }

    FakeApi nextError(String method, String error) {
        return next(method, 200, "{\"ok\":false,\"error\":\"" + error + "\"}");
    }

    FakeApi nextFailure(String method, EgressException.Reason reason) {
        return next(
                method,
                _ -> {
                    throw FakeEgress.failure(reason);
                });
    }

    List<Call> calls() {
        return calls;
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
        String method =
                request.url().equals(UPLOAD_URL)
                        ? UPLOAD
                        : request.url().replace("https://slack.com/api/", "");
        calls.add(new Call(method, request));
        Deque<FakeEgress.Peer> queue = scripted.get(method);
        return queue != null && !queue.isEmpty()
                ? queue.poll().answer(request)
                : FakeEgress.response(200, usual(method), Map.of());
    }

    private String usual(String method) {
        return switch (method) {
            case SlackApi.POST_MESSAGE -> {
                posted++;
                yield "{\"ok\":true,\"channel\":\"C1\",\"ts\":\"1750000000.%06d\"}"
                        .formatted(posted);
            }
            case SlackApi.GET_UPLOAD_URL ->
                    "{\"ok\":true,\"upload_url\":\"" + UPLOAD_URL + "\",\"file_id\":\"F1\"}";
            case SlackApi.COMPLETE_UPLOAD -> "{\"ok\":true,\"files\":[{\"id\":\"F1\"}]}";
            case UPLOAD -> "OK - 3";
            default -> throw new AssertionError("nobody calls " + method);
        };
    }
}
