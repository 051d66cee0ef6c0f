package dev.kheish.host.cli.sidecar;

import dev.kheish.host.cli.sidecar.check.Asked;
import dev.kheish.host.cli.sidecar.check.Bench;
import dev.kheish.host.cli.sidecar.check.Check;
import dev.kheish.host.cli.sidecar.check.CommandProblemException;
import dev.kheish.host.cli.sidecar.check.NotUpException;
import dev.kheish.host.cli.sidecar.check.Verdict;
import dev.kheish.host.cli.sidecar.check.Wishes;
import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.Secrets;
import dev.kheish.host.cli.sidecar.stage.Stage;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes checks, one after the other, on one sidecar. For one thread. */
public final class Conformance {
    private final Stage stage;
    private final Wishes wishes;
    private final Bench bench;
    private final Patience patience;
    private Optional<String> notUp = Optional.empty();

    /**
     * @param longest how long one check may take
     */
    public Conformance(Stage stage, Wishes wishes, Duration longest) {
        this.stage = stage;
        this.wishes = wishes;
        this.bench = new Bench(stage, wishes);
        this.patience = new Patience(longest);
    }

    /** Each result is handed over as soon as it is known. */
    public void make(List<Check> checks, Consumer<Result> results) throws InterruptedException {
        for (Check check : checks) {
            long start = System.nanoTime();
            Verdict verdict = verdict(check);
            results.accept(result(check, verdict, Duration.ofNanos(System.nanoTime() - start)));
        }
    }

    private Verdict verdict(Check check) throws InterruptedException {
        Optional<String> missing =
                check.about().needs().stream()
                        .filter(need -> !need.met(stage, wishes))
                        .findFirst()
                        .map(need -> need.without());
        if (missing.isPresent()) {
            return Verdict.skipped(missing.get());
        }
        if (notUp.isPresent()) {
            return Verdict.skipped(notUp.get());
        }
        return patience.within(() -> guarded(check));
    }

    private Verdict guarded(Check check) throws InterruptedException {
        try {
            if (check.startsProcess()) {
                Verdict verdict = check.run(bench);
                if (verdict instanceof Verdict.Failed && check.about().id().equals("starts")) {
                    notUp = Optional.of("the sidecar did not start");
                }
                return verdict;
            }
            bench.up();
            return afterwards(check.run(bench));
        } catch (NotUpException e) {
            notUp = Optional.of("the sidecar could not be started again");
            return Verdict.failed("it did not come up again: " + e.getMessage(), e.evidence());
        } catch (UncheckedIOException e) {
            return Verdict.failed("the check could not be made: " + e);
        } catch (CommandProblemException e) {
            return Verdict.failed(String.valueOf(e.getMessage()));
        }
    }

    /** Whatever was asked of it, it has to go on. */
    private Verdict afterwards(Verdict verdict) {
        Asked asked = bench.get("/health");
        if (asked.status() == 200 || verdict instanceof Verdict.Failed) {
            return verdict;
        }
        return Verdict.failed(
                "afterwards the sidecar no longer serves: health gives " + asked.summary(),
                asked.evidence());
    }

    private Result result(Check check, Verdict verdict, Duration took) {
        Secrets secrets = stage.secrets();
        String detail = secrets.hide(verdict.detail());
        return switch (verdict) {
            case Verdict.Passed _ ->
                    new Result(check.about(), Result.Mark.PASSED, detail, List.of(), took);
            case Verdict.Skipped _ ->
                    new Result(check.about(), Result.Mark.SKIPPED, detail, List.of(), took);
            case Verdict.Failed(String _, List<Exchange> evidence) -> {
                List<Exchange> shown = evidence.stream().map(e -> hidden(e, secrets)).toList();
                yield new Result(check.about(), Result.Mark.FAILED, detail, shown, took);
            }
        };
    }

    private static Exchange hidden(Exchange exchange, Secrets secrets) {
        return new Exchange(secrets.hide(exchange.sent()), secrets.hide(exchange.cameBack()));
    }
}
