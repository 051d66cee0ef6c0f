package dev.kheish.sidecar;

import dev.kheish.sidecar.json.JsonReader;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The wire vectors that all SDKs share, each entry a test. */
final class Vectors {
    private static final Path FOLDER = Path.of("..", "vectors");

    private Vectors() {}

    static List<DynamicTest> tests(String file, ThrowingConsumer<JsonObject> test)
            throws IOException {
        return entries(file).stream()
                .map(entry -> DynamicTest.dynamicTest(name(entry), () -> test.accept(entry)))
                .toList();
    }

    static List<JsonObject> entries(String file) throws IOException {
        Object all = JsonReader.read(Files.readAllBytes(FOLDER.resolve(file)));
        List<JsonObject> entries =
                ((List<?>) all)
                        .stream().map(entry -> JsonObject.ofRead((Map<?, ?>) entry)).toList();
        if (entries.isEmpty()) {
            throw new AssertionError(file + " has no entries.");
        }
        return entries;
    }

    private static String name(JsonObject entry) {
        return entry.text("name")
                .or(() -> entry.text("path").map(path -> "path " + path))
                .orElseThrow();
    }
}
