package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.HostCall;

import java.util.List;
import java.util.Optional;

/** URLs are written into logs everywhere: no secret is in one. */
final class CleanUrls implements Check {
    @Override
    public About about() {
        return About.of("clean-urls", "Has no secret in a URL", Clause.SECRECY, Need.PROCESS);
    }

    @Override
    public Verdict run(Bench bench) {
        List<HostCall> calls = bench.host().since(0);
        for (HostCall call : calls) {
            Optional<String> secret = bench.stage().secrets().in(call.uri());
            if (secret.isPresent()) {
                return Verdict.failed(
                        secret.get() + " is in a URL",
                        new Exchange("the host was asked", call.shown()));
            }
        }
        return calls.isEmpty()
                ? Verdict.skipped("it has asked the host for nothing")
                : Verdict.passed("requests to the host: " + calls.size());
    }
}
