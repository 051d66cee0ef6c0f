package dev.kheish.host.api;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.json.Json;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;

/** Answers that are no problem. */
public final class Reply {
    private static final Header JSON =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
    private static final Header NO_STORE =
            HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

    private Reply() {}

    /** 200 with JSON. */
    public static void json(ServerResponse response, JsonNode body) {
        json(response, 200, body);
    }

    /** Any status with JSON. */
    public static void json(ServerResponse response, int status, JsonNode body) {
        response.status(Status.create(status));
        response.header(JSON).header(NO_STORE).send(Json.bytes(body));
    }

    /** 204. */
    public static void nothing(ServerResponse response) {
        response.status(Status.NO_CONTENT_204).send();
    }
}
