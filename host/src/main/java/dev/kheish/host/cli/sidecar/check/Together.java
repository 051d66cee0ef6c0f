package dev.kheish.host.cli.sidecar.check;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Several messages may be under way at once. */
final class Together implements Check {
    private static final int DELIVERIES = 24;

    @Override
    public About about() {
        return About.of(
                "concurrent",
                "Takes deliveries at the same time",
                Clause.TOGETHER,
                Need.DELIVERIES);
    }

    @Override
    public Verdict run(Bench bench) {
        bench.ordinary();
        List<CompletableFuture<Asked>> running =
                IntStream.range(0, DELIVERIES)
                        .mapToObj(i -> bench.delivery("one of many, number " + i))
                        .map(bench::delivering)
                        .toList();
        for (CompletableFuture<Asked> one : running) {
            Asked asked = one.join();
            Optional<String> flaw = bench.unlikeOrdinary(asked);
            if (flaw.isPresent()) {
                return Verdict.failed(
                        "one of %d at once: %s".formatted(DELIVERIES, flaw.get()),
                        asked.evidence());
            }
        }
        return Verdict.passed(DELIVERIES + " at once");
    }
}
