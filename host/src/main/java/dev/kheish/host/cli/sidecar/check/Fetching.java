package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.HostCall;

import java.util.List;
import java.util.Optional;

/** Files are fetched where the host has them, with the right token. */
final class Fetching implements Check {
    @Override
    public About about() {
        return About.of(
                "attachment",
                "Fetches an attachment with the shared token",
                Clause.ATTACHMENTS,
                Need.PROCESS,
                Need.DELIVERIES);
    }

    @Override
    public Verdict run(Bench bench) {
        if (!Attachment.wanted(bench)) {
            return Verdict.skipped("the manifest says attachments_out false");
        }
        int from = bench.host().count();
        Delivery delivery = Attachment.on(bench, bench.delivery("with a file"));
        String path = delivery.body().at("/parts/1/attachment/download_path").textValue();
        Asked asked = bench.deliver(delivery);
        List<HostCall> fetched =
                bench.host().since(from).stream().filter(HostCall::isAsset).toList();
        Optional<HostCall> wrong =
                fetched.stream().filter(call -> !right(bench, call, path)).findFirst();
        if (wrong.isPresent()) {
            return Verdict.failed(
                    "it is not fetched with GET from its download_path with the shared token",
                    asked.evidence(),
                    new Exchange("the host was asked", wrong.get().shown()));
        }
        Optional<String> flaw = Outcomes.flaw(asked);
        if (flaw.isPresent()) {
            return Verdict.failed(flaw.get(), asked.evidence());
        }
        return fetched.isEmpty()
                ? Verdict.skipped(
                        "the sidecar does not fetch it, and answers " + Outcomes.of(asked))
                : Verdict.passed("fetched, and " + Outcomes.of(asked));
    }

    private static boolean right(Bench bench, HostCall call, String path) {
        return call.method().equals("GET")
                && call.uri().equals(path)
                && call.authorization().equals("Bearer " + bench.stage().token());
    }
}
