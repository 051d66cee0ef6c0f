package dev.kheish.host.cli.sidecar.check;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.HostCall;
import dev.kheish.host.cli.sidecar.stage.Limits;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Events that come together keep the limits of a batch. */
final class Batches implements Check {
    static final String NONE = "it sent no batch";

    @Override
    public About about() {
        return About.of("batch", "Sends batches within their limits", Clause.BATCH, Need.PROCESS);
    }

    @Override
    public Verdict run(Bench bench) {
        List<HostCall> batches = bench.host().since(0).stream().filter(HostCall::isBatch).toList();
        for (HostCall batch : batches) {
            Optional<String> flaw = flaw(batch);
            if (flaw.isPresent()) {
                return Verdict.failed(
                        flaw.get(), new Exchange("nothing; the sidecar sent", batch.shown()));
            }
        }
        return batches.isEmpty()
                ? Verdict.skipped(NONE)
                : Verdict.passed("batches: " + batches.size());
    }

    private static Optional<String> flaw(HostCall batch) {
        JsonNode events = batch.json().path("events");
        if (!events.isArray() || events.isEmpty()) {
            return Optional.of("events is not a list, or empty");
        }
        if (events.size() > Limits.BATCH) {
            return Optional.of("%d events in one batch".formatted(events.size()));
        }
        if (batch.body().getBytes(StandardCharsets.UTF_8).length > Limits.REQUEST) {
            return Optional.of("the batch has more than 2 MiB");
        }
        return events.valueStream().anyMatch(event -> event.has("protocol_version"))
                ? Optional.of("an event of the batch has a protocol_version of its own")
                : Optional.empty();
    }
}
