package dev.kheish.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder of one run of the program, below {@code bench/target}; gone afterwards. */
record Workplace(Path root, Path folder, Path script, Keys keys) implements AutoCloseable {
    static Workplace open(Path root) throws IOException {
        Path target = Files.createDirectories(root.resolve("bench/target"));
        Path folder = Files.createTempDirectory(target, "work-");
        Path script = unpack(folder, "events.lua");
        return new Workplace(root, folder, script, Keys.random());
    }

    /** A file that comes with the program, where other programs can read it. */
    Path file(String name) throws IOException {
        return unpack(folder, name);
    }

    private static Path unpack(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream packed = Workplace.class.getResourceAsStream(name)) {
            if (packed == null) {
                throw new BenchException(name + " is not on the class path");
            }
            Files.copy(packed, file);
        }
        return file;
    }

    Path distribution() {
        return root.resolve("dist/target/kheish");
    }

    /** An empty home folder for a daemon. */
    Path home(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
            deepestFirst.forEach(Workplace::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
