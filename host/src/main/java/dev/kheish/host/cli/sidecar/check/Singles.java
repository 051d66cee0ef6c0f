package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.HostCall;
import dev.kheish.host.cli.sidecar.stage.HostReply;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where there are no batches, events go one by one. */
final class Singles implements Check {
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    @Override
    public About about() {
        return About.of(
                "batch-singles",
                "Sends events one by one to a host without batches",
                Clause.BATCH,
                Need.PROCESS);
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        bench.host()
                .answering(
                        call ->
                                call.isBatch()
                                        ? HostReply.problem(404, "not_found", "No such path.")
                                        : null);
        try {
            int from = bench.host().count();
            bench.provocation().event();
            Optional<HostCall> batch = bench.host().await(from, HostCall::isBatch, Duration.ZERO);
            if (batch.isEmpty()) {
                return Verdict.skipped(Batches.NONE);
            }
            List<String> missing = missing(bench, batch.get());
            return missing.isEmpty()
                    ? Verdict.passed(batch.get().events().size() + " events came one by one")
                    : Verdict.failed(
                            "not sent again one by one: " + String.join(", ", missing),
                            new Exchange("HTTP 404 for the batch", batch.get().shown()));
        } finally {
            bench.host().answering(null);
        }
    }

    private static List<String> missing(Bench bench, HostCall batch) throws InterruptedException {
        List<String> ids =
                batch.events().stream().map(event -> event.path("event_id").asText()).toList();
        Waiting.until(() -> ids.stream().allMatch(id -> came(bench, batch, id)), PATIENCE);
        return ids.stream().filter(id -> !came(bench, batch, id)).toList();
    }

    private static boolean came(Bench bench, HostCall batch, String id) {
        return bench.host().since(batch.number()).stream()
                .anyMatch(call -> call.isEvent() && call.brings(id));
    }
}
