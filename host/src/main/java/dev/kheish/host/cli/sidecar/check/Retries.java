package dev.kheish.host.cli.sidecar.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.HostCall;
import dev.kheish.host.cli.sidecar.stage.HostReply;
import dev.kheish.host.cli.sidecar.stage.Texts;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** An event that the host cannot take now comes again, when it was told to. */
final class Retries implements Check {
    /** Beyond what it was told to wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private static final Duration CLOCKS = Duration.ofMillis(50);

    private final String id;
    private final int status;
    private final Duration after;

    Retries(String id, int status, Duration after) {
        this.id = id;
        this.status = status;
        this.after = after;
    }

    @Override
    public About about() {
        return About.of(
                id,
                "Sends an event again after %d, not before Retry-After".formatted(status),
                Clause.RETRY,
                Need.PROCESS);
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        AtomicReference<HostCall> refused = new AtomicReference<>();
        bench.host()
                .answering(
                        call ->
                                !call.events().isEmpty() && refused.compareAndSet(null, call)
                                        ? refusal()
                                        : null);
        try {
            int from = bench.host().count();
            boolean sent = bench.provocation().event().isPresent();
            // What has come is known a moment before it is answered.
            Waiting.until(() -> !sent || refused.get() != null, after);
            HostCall first = refused.get();
            if (first == null) {
                return Verdict.skipped(Provocation.NOTHING);
            }
            String event = first.events().getFirst().path("event_id").asText();
            Optional<HostCall> second =
                    bench.host()
                            .await(
                                    from,
                                    call -> call.number() > first.number() && call.brings(event),
                                    after.plus(PATIENCE));
            return second.map(again -> judge(first, again)).orElseGet(() -> lost(first));
        } finally {
            bench.host().answering(null);
        }
    }

    private HostReply refusal() {
        String code = status == 429 ? "external_ingress_rate_limited" : "service_unavailable";
        return HostReply.problem(status, code, "Not now.")
                .header("Retry-After", Long.toString(after.toSeconds()));
    }

    private Verdict judge(HostCall first, HostCall again) {
        Duration waited = Duration.ofNanos(again.atNanos() - first.atNanos());
        if (waited.plus(CLOCKS).compareTo(after) < 0) {
            return Verdict.failed(
                    "it came again after %s, although Retry-After said %s"
                            .formatted(Texts.of(waited), Texts.of(after)),
                    evidence(first),
                    evidence(again));
        }
        return plain(first).equals(plain(again))
                ? Verdict.passed("again after " + Texts.of(waited))
                : Verdict.failed(
                        "it came again with the same event_id, but changed",
                        evidence(first),
                        evidence(again));
    }

    private Verdict lost(HostCall first) {
        return Verdict.failed(
                "the event did not come again within %s".formatted(Texts.of(after.plus(PATIENCE))),
                evidence(first));
    }

    private Exchange evidence(HostCall call) {
        return new Exchange("the first time HTTP " + status, call.shown());
    }

    /** The first event, without the version, which says nothing about it. */
    private static JsonNode plain(HostCall call) {
        JsonNode copy = call.events().getFirst().deepCopy();
        if (copy instanceof ObjectNode event) {
            event.remove("protocol_version");
        }
        return copy;
    }
}
