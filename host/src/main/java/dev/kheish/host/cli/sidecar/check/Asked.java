package dev.kheish.host.cli.sidecar.check;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.cli.sidecar.stage.Answer;
import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.Json;
import dev.kheish.host.cli.sidecar.stage.Request;

/** A request and what became of it. */
public record Asked(Request request, Answer answer) {
    /** 0 if there was no whole answer. */
    public int status() {
        return answer instanceof Answer.Reply reply ? reply.status() : 0;
    }

    /** A missing node if there was no whole answer, or none in JSON. */
    public JsonNode json() {
        return answer instanceof Answer.Reply reply ? reply.json() : Json.read("");
    }

    public Exchange evidence() {
        return Exchange.of(request, answer);
    }

    /** Such as {@code HTTP 500 after 3 ms}. */
    public String summary() {
        return answer.shown().lines().findFirst().orElse("");
    }
}
