package dev.kheish.host.cli;

import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

/** The word that names a run. */
final class RunId {
    @Parameters(index = "0", paramLabel = "RUN", description = "Id of the run.")
    private String id = "";

    String[] path(String... below) {
        List<String> path = new ArrayList<>(List.of("v1", "runs", id));
        path.addAll(List.of(below));
        return path.toArray(String[]::new);
    }

    @Override
    public String toString() {
        return id;
    }
}
