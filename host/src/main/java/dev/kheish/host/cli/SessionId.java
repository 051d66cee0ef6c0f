package dev.kheish.host.cli;

import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

/** The word that names a session. */
final class SessionId {
    @Parameters(index = "0", paramLabel = "SESSION", description = "Id of the session.")
    private String id = "";

    String[] path(String... below) {
        List<String> path = new ArrayList<>(List.of("v1", "sessions", id));
        path.addAll(List.of(below));
        return path.toArray(String[]::new);
    }

    @Override
    public String toString() {
        return id;
    }
}
