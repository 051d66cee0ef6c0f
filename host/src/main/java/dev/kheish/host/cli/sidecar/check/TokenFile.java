package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.CredentialDesk;
import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.HostCall;
import dev.kheish.host.cli.sidecar.stage.Start;
import dev.kheish.host.cli.sidecar.stage.Theatre;

import java.util.ArrayList;
import java.util.List;

/** Secrets can be fetched when the first token has died. */
final class TokenFile implements Check {
    @Override
    public About about() {
        return About.of(
                "credential-rotated",
                "Fetches secrets with the token in the file",
                Clause.TOKEN_FILE,
                Need.PROCESS,
                Need.CREDENTIALS);
    }

    @Override
    public boolean startsProcess() {
        return true;
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        Theatre theatre = bench.theatre();
        CredentialDesk desk = theatre.credentials();
        desk.spawnTokenDead(true);
        try {
            int from = bench.host().count();
            Start start = theatre.await(theatre.spawn(false));
            List<HostCall> calls =
                    bench.host().since(from).stream().filter(HostCall::isCredential).toList();
            if (calls.isEmpty() && start instanceof Start.Up) {
                return Verdict.skipped("it does not ask for a secret when it starts");
            }
            boolean got = calls.stream().anyMatch(call -> desk.admits(call.authorization()));
            return switch (start) {
                case Start.Up(var _) when got -> Verdict.passed("the token in the file was used");
                case Start.Up(var _) ->
                        Verdict.failed(
                                "it only used a token that has died: later than 5 minutes after its start it can read no secret",
                                new Exchange("the host was asked", calls.getLast().shown()));
                case Start.Failed(String why, var evidence) -> {
                    List<Exchange> all = new ArrayList<>(evidence);
                    calls.forEach(c -> all.add(new Exchange("the host was asked", c.shown())));
                    yield Verdict.failed(
                            "with a dead token in the environment and a living one in the file, "
                                    + why,
                            all);
                }
            };
        } finally {
            desk.spawnTokenDead(false);
            theatre.end();
        }
    }
}
