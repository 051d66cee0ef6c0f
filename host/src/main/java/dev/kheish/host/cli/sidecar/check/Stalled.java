package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Line;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Clients that stop in the middle do not keep others waiting. */
final class Stalled implements Check {
    private static final int CLIENTS = 4;

    @Override
    public About about() {
        return About.of(
                "stalled", "Serves others while some clients are stuck", Clause.CONNECTIONS);
    }

    @Override
    public Verdict run(Bench bench) {
        List<Line> stuck = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                Line line = bench.stage().wire().open();
                stuck.add(line);
                line.begin(bench.delivery("never sent").request().as(bench.stage().bearer()), 10);
            }
            Asked asked = bench.get("/health");
            return asked.status() == 200
                    ? Verdict.passed(CLIENTS + " half requests, health " + asked.summary())
                    : Verdict.failed(
                            "while %d clients have sent half a request, health gives %s"
                                    .formatted(CLIENTS, asked.summary()),
                            asked.evidence());
        } catch (IOException e) {
            return Verdict.failed("it takes no more connections: " + e.getMessage());
        } finally {
            stuck.forEach(Line::close);
        }
    }
}
