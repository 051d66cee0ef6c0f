package dev.kheish.host.cli;

import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

/** The two words that name a connector. */
final class ConnectorName {
    @Parameters(
            index = "0",
            paramLabel = "KIND",
            description = "Kind of the connector, such as http.")
    private String kind = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "Its name.")
    private String name = "";

    String kind() {
        return kind;
    }

    String name() {
        return name;
    }

    String[] path(String... below) {
        List<String> path = new ArrayList<>(List.of("v1", "runtime", "connectors", kind, name));
        path.addAll(List.of(below));
        return path.toArray(String[]::new);
    }

    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
