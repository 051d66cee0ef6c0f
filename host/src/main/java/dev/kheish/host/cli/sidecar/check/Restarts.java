package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Child;
import dev.kheish.host.cli.sidecar.stage.Limits;
import dev.kheish.host.cli.sidecar.stage.Line;
import dev.kheish.host.cli.sidecar.stage.Request;
import dev.kheish.host.cli.sidecar.stage.Start;
import dev.kheish.host.cli.sidecar.stage.Texts;
import dev.kheish.host.cli.sidecar.stage.Theatre;

import java.io.IOException;
import java.io.UncheckedIOException;

/** It comes up again at once, on the same port, as somebody new. */
final class Restarts implements Check {
    private final boolean killed;

    /**
     * @param killed whether it had no chance to tidy up before
     */
    Restarts(boolean killed) {
        this.killed = killed;
    }

    @Override
    public About about() {
        return killed
                ? About.of(
                        "restart-killed", "Starts again after SIGKILL", Clause.AGAIN, Need.PROCESS)
                : About.of("restart", "Starts again after SIGTERM", Clause.AGAIN, Need.PROCESS);
    }

    @Override
    public boolean startsProcess() {
        return true;
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        Theatre theatre = bench.theatre();
        bench.up();
        // Whoever closes first keeps the port busy for a while: let that be the sidecar.
        try (Line line = bench.stage().wire().open()) {
            line.exchange(Request.get("/health").as(bench.stage().bearer()), Limits.PROBE);
            end(theatre);
        } catch (IOException e) {
            throw new UncheckedIOException("Failed while opening a connection", e);
        }
        Child fresh = theatre.spawn(false);
        return switch (theatre.await(fresh)) {
            case Start.Failed(String why, var evidence) -> Verdict.failed(why, evidence);
            case Start.Up(var took) -> {
                Asked asked = bench.get("/manifest");
                String id = asked.json().path("instance_id").asText("");
                yield id.equals(fresh.instanceId())
                        ? Verdict.passed("up after " + Texts.of(took) + ", with its new id")
                        : Verdict.failed(
                                "INSTANCE_ID is now '%s', but instance_id is '%s'"
                                        .formatted(fresh.instanceId(), id),
                                asked.evidence());
            }
        };
    }

    private void end(Theatre theatre) throws InterruptedException {
        if (!killed && theatre.child().isPresent()) {
            Child child = theatre.child().get();
            child.terminate();
            child.ended(Limits.LEAVING);
        }
        theatre.end();
    }
}
