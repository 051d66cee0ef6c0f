package dev.kheish.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The folder of one run of the program, below {@code bench/target}; gone afterwards. */
record Workplace(Path root, Path folder, Path script, String token) implements AutoCloseable {
    static Workplace open(Path root) throws IOException {
        Path target = Files.createDirectories(root.resolve("bench/target"));
        Path folder = Files.createTempDirectory(target, "work-");
        Path script = folder.resolve("events.lua");
        try (InputStream lua = Workplace.class.getResourceAsStream("events.lua")) {
            if (lua == null) {
                throw new BenchException("events.lua is not on the class path");
            }
            Files.copy(lua, script);
        }
        byte[] token = new byte[16];
        new SecureRandom().nextBytes(token);
        return new Workplace(root, folder, script, HexFormat.of().formatHex(token));
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
