package dev.kheish.host.cli.sidecar.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.HostCall;
import dev.kheish.host.cli.sidecar.stage.HostReply;
import dev.kheish.host.cli.sidecar.stage.Json;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/** An older host gets what it understands. */
final class FallsBack implements Check {
    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final String REASON =
            "unsupported protocol_version 2; this host understands 1..=1";

    @Override
    public About about() {
        return About.of(
                "event-version",
                "Falls back to version 1 for an older host",
                Clause.VERSION_1,
                Need.PROCESS);
    }

    @Override
    public boolean startsProcess() {
        return true; // and ends it, for it may keep to version 1 from now on
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        bench.up();
        bench.host().answering(FallsBack::asOlderHost);
        try {
            int from = bench.host().count();
            Optional<HostCall> first = bench.provocation().event();
            if (first.isEmpty()) {
                return Verdict.skipped(Provocation.NOTHING);
            }
            if (version(first.get().events().getFirst()) == 1) {
                return Verdict.passed("it speaks version 1 anyway");
            }
            String id = first.get().events().getFirst().path("event_id").asText();
            boolean again = bench.host().await(from, c -> olderBrings(c, id), PATIENCE).isPresent();
            return again
                    ? Verdict.passed("again with version 1")
                    : Verdict.failed(
                            "the event did not come again with protocol_version 1",
                            new Exchange("HTTP 200 rejected: " + REASON, first.get().shown()));
        } finally {
            bench.host().answering(null);
            bench.theatre().end();
        }
    }

    private static boolean olderBrings(HostCall call, String id) {
        return call.brings(id) && version(call.events().getFirst()) == 1;
    }

    private static long version(JsonNode event) {
        return event.path("protocol_version").asLong(2);
    }

    private static @Nullable HostReply asOlderHost(HostCall call) {
        if (call.events().isEmpty() || version(call.events().getFirst()) == 1) {
            return null;
        }
        if (call.isEvent()) {
            return HostReply.json(rejected(call.events().getFirst()));
        }
        ObjectNode answer = Json.object();
        ArrayNode results = answer.putArray("results");
        call.events().forEach(event -> results.add(rejected(event)));
        return HostReply.json(answer);
    }

    private static ObjectNode rejected(JsonNode event) {
        return Json.object()
                .put("event_id", event.path("event_id").asText())
                .put("status", "rejected")
                .put("reason", REASON);
    }
}
