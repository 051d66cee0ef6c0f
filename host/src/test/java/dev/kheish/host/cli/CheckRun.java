package dev.kheish.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.cli.sidecar.SidecarProgram;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One run of {@code kheish sidecar check} on the sidecar that can be broken in many ways. */
record CheckRun(TestCli.Result result) {
    static CheckRun of(Path locks, List<String> options, String... arguments) {
        List<String> line = new ArrayList<>(List.of("sidecar", "check", "--output", "json"));
        line.addAll(List.of("--credential", "SECRET", "--lifeline"));
        line.addAll(options);
        line.addAll(List.of("--env", "LOCKS=" + locks, "--"));
        line.addAll(SidecarProgram.command(arguments));
        return new CheckRun(
                new TestCli().with("PATH", System.getenv("PATH")).run(line.toArray(String[]::new)));
    }

    int code() {
        return result.code();
    }

    /** Of the checks that ended so. */
    List<String> ids(String word) {
        assertThat(result.err()).isEmpty();
        return Documents.parse(result.out(), "the report")
                .path("results")
                .valueStream()
                .filter(one -> one.path("result").asText().equals(word))
                .map(CheckRun::id)
                .toList();
    }

    private static String id(JsonNode result) {
        return result.path("id").asText();
    }

    @Override
    public String toString() {
        return result.out();
    }
}
