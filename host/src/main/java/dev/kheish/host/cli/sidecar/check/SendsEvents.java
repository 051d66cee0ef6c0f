package dev.kheish.host.cli.sidecar.check;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.HostCall;

import java.util.List;
import java.util.Optional;

/** Events can be read by the host. */
final class SendsEvents implements Check {
    @Override
    public About about() {
        return About.of("event", "Sends events that the host can read", Clause.EVENT, Need.PROCESS);
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        if (calls(bench).isEmpty() && bench.provocation().event().isEmpty()) {
            return Verdict.skipped(Provocation.NOTHING);
        }
        EventShape shape = new EventShape(bench.instanceId());
        int events = 0;
        for (HostCall call : calls(bench)) {
            Optional<String> flaw = envelope(bench, call);
            for (JsonNode event : call.events()) {
                events++;
                flaw = flaw.or(() -> shape.flaw(event));
            }
            if (flaw.isPresent()) {
                return Verdict.failed(
                        flaw.get(), new Exchange("nothing; the sidecar sent", call.shown()));
            }
        }
        return Verdict.passed(events == 1 ? "one event" : events + " events");
    }

    private static List<HostCall> calls(Bench bench) {
        return bench.host().since(bench.theatre().firstCall()).stream()
                .filter(call -> call.isEvent() || call.isBatch())
                .toList();
    }

    private static Optional<String> envelope(Bench bench, HostCall call) {
        if (!call.authorization().equals("Bearer " + bench.stage().token())) {
            return Optional.of("the Authorization header is not 'Bearer' and the shared token");
        }
        String type = call.headers().getOrDefault("content-type", "none");
        return type.startsWith("application/json")
                ? Optional.empty()
                : Optional.of("Content-Type is " + type);
    }
}
