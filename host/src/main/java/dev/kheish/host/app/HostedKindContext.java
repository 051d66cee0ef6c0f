package dev.kheish.host.app;

import dev.kheish.host.json.Json;
import dev.kheish.host.json.StrictJson;
import dev.kheish.spi.Egress;
import dev.kheish.spi.KindContext;
import dev.kheish.spi.MalformedJsonException;

import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.time.Clock;

/** What kinds get when they are started. */
record HostedKindContext(String kind, Egress egress, Clock clock) implements KindContext {
    @Override
    public JsonProvider json() {
        return Json.provider();
    }

    @Override
    public JsonValue parse(byte[] utf8, int maxDepth) throws MalformedJsonException {
        return StrictJson.values(utf8, maxDepth);
    }

    @Override
    public System.Logger log() {
        return System.getLogger("dev.kheish.kind." + kind);
    }
}
