package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A message that comes twice is one message. */
final class Duplicate implements Check {
    @Override
    public About about() {
        return About.of("duplicate", "Delivers a repeat only once", Clause.ONCE, Need.DELIVERIES);
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        Delivery delivery = bench.delivery("sent twice, to arrive once");
        Effects before = Effects.of(bench, delivery);
        Asked first = bench.deliver(delivery);
        Effects between = Effects.of(bench, delivery);
        Asked second = bench.deliver(delivery.again(2));
        Effects after = Effects.of(bench, delivery);
        List<Exchange> evidence = List.of(first.evidence(), second.evidence());
        Optional<String> flaw =
                Outcomes.flaw(first).isPresent() ? Outcomes.flaw(first) : Outcomes.flaw(second);
        if (flaw.isPresent()) {
            return Verdict.failed(flaw.get(), evidence);
        }
        if (Outcomes.of(first).equals("retryable_error")) {
            return Verdict.skipped("the first answer asks for a repeat, so nothing was delivered");
        }
        if (!Outcomes.of(second).equals(Outcomes.of(first))) {
            return Verdict.failed(
                    "the repeat gives %s, the first gave %s"
                            .formatted(Outcomes.of(second), Outcomes.of(first)),
                    evidence);
        }
        Optional<String> more = after.more(between);
        if (more.isPresent()) {
            List<Exchange> all = new ArrayList<>(evidence);
            all.addAll(after.calls());
            return Verdict.failed("the repeat had an effect of its own: " + more.get(), all);
        }
        return Verdict.passed(
                "the same outcome; " + between.seen(before).orElseGet(() -> hint(bench, delivery)));
    }

    /** A program may print what it gets for more than one reason, so that proves nothing. */
    private static String hint(Bench bench, Delivery delivery) {
        long lines =
                bench.stage()
                        .theatre()
                        .flatMap(theatre -> theatre.child())
                        .map(child -> child.output().lines(delivery.content()))
                        .orElse(0L);
        return lines > 1
                ? "but it printed the text %d times: find out with --count whether it was sent as often"
                        .formatted(lines)
                : Effects.UNSEEN;
    }
}
