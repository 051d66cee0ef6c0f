package dev.kheish.host.cli.sidecar.check;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Optional;

/** What a later host may add does no harm. */
final class UnknownMembers implements Check {
    @Override
    public About about() {
        return About.of(
                "unknown-members",
                "Ignores members that it does not know",
                Clause.TOLERANCE,
                Need.DELIVERIES);
    }

    @Override
    public Verdict run(Bench bench) {
        Delivery delivery = bench.delivery("with members that nobody knows");
        ObjectNode body = delivery.body();
        body.putObject("x_future").put("deep", 1).putArray("list").add("a").addNull();
        ((ObjectNode) body.path("conversation")).put("thread_id", "thread-1").put("x_kind", 7);
        ((ObjectNode) body.path("metadata")).putNull("x_nothing").put("x_flag", true);
        ((ArrayNode) body.path("parts")).addObject().put("type", "x_poll").put("question", "?");
        Asked asked = bench.deliver(delivery);
        Optional<String> flaw = bench.unlikeOrdinary(asked);
        return flaw.map(text -> Verdict.failed(text, asked.evidence()))
                .orElseGet(() -> Verdict.passed(Outcomes.of(asked)));
    }
}
