package dev.kheish.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Turns results into a picture, and puts the newest where README shows it. */
final class Publication {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BEGIN = "<!-- numbers: written by bench/run publish -->";
    private static final String END = "<!-- /numbers -->";

    private final Path root;

    Publication(Path root) {
        this.root = root;
    }

    /** Draws a run beside its file. */
    Path picture(Path file) throws IOException {
        String name = file.getFileName().toString();
        Path picture = file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".svg");
        Files.writeString(picture, new Picture(JSON.readTree(file.toFile())).draw());
        return picture;
    }

    /** Shows this run in README; without one, the newest of all parts. */
    void publish(List<Path> files) throws IOException {
        Path file = files.isEmpty() ? newest() : files.getFirst();
        JsonNode run = JSON.readTree(file.toFile());
        if (!run.has("verdicts")) {
            throw new BenchException(file + " is no result of bench/run.");
        }
        Path picture = picture(file);
        Path readme = root.resolve("README.md");
        String text = Files.readString(readme);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new BenchException("README.md has no lines %s and %s.".formatted(BEGIN, END));
        }
        Files.writeString(
                readme,
                text.substring(0, begin)
                        + BEGIN
                        + "\n"
                        + section(run, file, picture)
                        + text.substring(end));
        IO.println("README.md shows " + file);
    }

    private Path newest() throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(root.resolve("bench/results"), "[0-9]*.json")) {
            Optional<Path> newest = Optional.empty();
            for (Path file : files) {
                if (JSON.readTree(file.toFile()).has("verdicts")
                        && newest.map(other -> isNewer(file, other)).orElse(true)) {
                    newest = Optional.of(file);
                }
            }
            return newest.orElseThrow(
                    () -> new BenchException("There is no result yet: call bench/run."));
        }
    }

    private static boolean isNewer(Path file, Path other) {
        return Comparator.<Path>comparingLong(path -> path.toFile().lastModified())
                        .compare(file, other)
                > 0;
    }

    private String section(JsonNode run, Path file, Path picture) {
        JsonNode machine = run.path("machine");
        StringBuilder text = new StringBuilder();
        text.append("\n![Bars and curves of one run of the benchmark](")
                .append(link(picture))
                .append(")\n\n| promised | measured | |\n|---|---|---|\n");
        for (JsonNode verdict : run.path("verdicts")) {
            text.append("| ")
                    .append(verdict.path("promise").asText())
                    .append(" | ")
                    .append(verdict.path("measured").asText())
                    .append(" | ")
                    .append(word(verdict.path("outcome").asText()))
                    .append(" |\n");
        }
        text.append(
                "\n%s, %d cores shared with the load generator, JDK %s, %s; commit %s, %s. [Raw numbers](%s); [how they are made](docs/performance.md).\n\n"
                        .formatted(
                                machine.path("cpu").asText(),
                                machine.path("cores").asInt(),
                                machine.path("jdk").asText(),
                                machine.path("disk").asText(),
                                machine.path("commit").asText(),
                                run.path("date").asText(),
                                link(file)));
        return text.toString();
    }

    private String link(Path file) {
        return root.relativize(file.toAbsolutePath().normalize()).toString();
    }

    private static String word(String outcome) {
        return switch (Verdict.Outcome.valueOf(outcome.toUpperCase(Locale.ROOT))) {
            case KEPT -> "kept";
            case MISSED -> "**missed**";
            case UNCLEAR -> "within noise";
        };
    }
}
