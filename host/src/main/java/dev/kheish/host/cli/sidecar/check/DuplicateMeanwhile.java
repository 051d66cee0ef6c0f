package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Exchange;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A repeat that comes while the first is under way leads to nothing more. */
final class DuplicateMeanwhile implements Check {
    @Override
    public About about() {
        return About.of(
                "duplicate-meanwhile",
                "Delivers a repeat only once while the first is under way",
                Clause.ONCE,
                Need.PROCESS,
                Need.DELIVERIES);
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        @Nullable Long counted = Effects.counted(bench);
        try (Slow slow = Slow.begin(bench)) {
            if (!slow.held()) {
                return Verdict.skipped(Slow.NOT_HELD);
            }
            int before = slow.traces(bench);
            CompletableFuture<Asked> repeat = bench.delivering(slow.delivery().again(2));
            int after = slow.traces(bench);
            slow.release();
            Asked first = slow.answer().join();
            Asked second = repeat.join();
            List<Exchange> evidence = List.of(first.evidence(), second.evidence());
            Optional<String> flaw = Outcomes.flaw(second);
            if (flaw.isPresent()) {
                return Verdict.failed(flaw.get(), evidence);
            }
            @Nullable Long total = Effects.counted(bench);
            boolean twice = counted != null && total != null && total - counted > 1;
            if (after > before || twice) {
                return Verdict.failed("the repeat had an effect of its own", evidence);
            }
            boolean same = Outcomes.of(second).equals(Outcomes.of(first));
            return same || Outcomes.of(second).equals("retryable_error")
                    ? Verdict.passed(
                            "the repeat gives %s; %s"
                                    .formatted(
                                            Outcomes.of(second),
                                            before > 0 || counted != null
                                                    ? "it has one effect"
                                                    : Effects.UNSEEN))
                    : Verdict.failed(
                            "the repeat gives %s, the first gave %s"
                                    .formatted(Outcomes.of(second), Outcomes.of(first)),
                            evidence);
        }
    }
}
