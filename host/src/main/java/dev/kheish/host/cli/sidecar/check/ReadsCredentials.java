package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.CredentialDesk;
import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.HostCall;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Secrets are fetched as the host hands them out. */
final class ReadsCredentials implements Check {
    @Override
    public About about() {
        return About.of(
                "credentials",
                "Fetches its secrets with the credential token",
                Clause.CREDENTIALS,
                Need.PROCESS,
                Need.CREDENTIALS);
    }

    @Override
    public Verdict run(Bench bench) {
        CredentialDesk desk = bench.theatre().credentials();
        List<HostCall> calls =
                bench.host().since(0).stream().filter(HostCall::isCredential).toList();
        Set<String> asked = new TreeSet<>();
        for (HostCall call : calls) {
            Optional<String> flaw = flaw(call, desk);
            if (flaw.isPresent()) {
                return Verdict.failed(flaw.get(), new Exchange("the host was asked", call.shown()));
            }
            asked.add(name(call));
        }
        return asked.isEmpty()
                ? Verdict.skipped("it has asked for none so far")
                : Verdict.passed("asked for " + String.join(", ", asked));
    }

    private static Optional<String> flaw(HostCall call, CredentialDesk desk) {
        if (!desk.names().contains(name(call))) {
            return Optional.of("it asks for '%s', which it was not given".formatted(name(call)));
        }
        if (!desk.known(call.authorization())) {
            return Optional.of("it asks for " + name(call) + " without a credential token");
        }
        return call.uri().contains("?")
                ? Optional.of("it asks for " + name(call) + " with a query")
                : Optional.empty();
    }

    static String name(HostCall call) {
        String path = call.uri().replaceFirst("\\?.*", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
