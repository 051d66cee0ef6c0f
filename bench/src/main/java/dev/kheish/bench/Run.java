package dev.kheish.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Everything that one run of the program found, and where it is written. For one thread. */
final class Run {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path file;
    private final ObjectNode json = JSON.createObjectNode();
    private final ObjectNode parts;
    private final ArrayNode verdicts;
    private final List<String> mistakes = new ArrayList<>();

    Run(Path results, Machine machine, Options options) {
        String today = LocalDate.now(Clock.systemUTC()).toString();
        // A run of some parts does not take the place of a whole one.
        String some = options.only().isEmpty() ? "" : String.join("-", options.only()) + "-";
        file = results.resolve(some + today + "-" + machine.commit() + ".json");
        json.put("date", today);
        json.set("machine", JSON.valueToTree(machine));
        json.set("options", JSON.valueToTree(options));
        parts = json.putObject("parts");
        verdicts = json.putArray("verdicts");
    }

    /** Keeps it on disk from here on: what is measured later may fail. */
    void add(String part, Finding finding) throws IOException {
        parts.set(part, JSON.valueToTree(finding));
        finding.verdicts().forEach(verdict -> verdicts.add(JSON.valueToTree(verdict)));
        finding.mistakes().forEach(mistake -> mistake(part, mistake));
        write();
    }

    /** A part that could not be measured. */
    void fail(String part, String reason) throws IOException {
        mistake(part, reason);
        write();
    }

    private void mistake(String part, String mistake) {
        mistakes.add(part + ": " + mistake);
        json.withArray("mistakes").add(part + ": " + mistake);
    }

    private void write() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, JSON.writeValueAsString(json) + "\n");
    }

    Path file() {
        return file;
    }

    /** What was refused, lost, done twice or not measured. */
    List<String> mistakes() {
        return mistakes;
    }
}
