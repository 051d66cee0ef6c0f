package dev.kheish.host.connector;

import dev.kheish.host.capture.FolderSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One private folder for each incarnation that asks for one. Safe for use by many threads. */
final class Folders implements FolderSource {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private final Path root;

    Folders(Path root) {
        this.root = root;
    }

    @Override
    public Path of(long incarnation) throws IOException {
        return Files.createDirectories(
                path(incarnation),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Deletes the folder of an incarnation with all that lies in it; harmless if there is none. */
    void delete(long incarnation) throws IOException {
        Path folder = path(incarnation);
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path each : deepestFirst) {
            Files.deleteIfExists(each);
        }
    }

    /** Deletes all folders of incarnations but these; what else lies there is not ours. */
    void sweep(Set<Long> living) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Long> found;
        try (Stream<Path> all = Files.list(root)) {
            found =
                    all.map(path -> path.getFileName().toString())
                            .filter(name -> NUMBER.matcher(name).matches())
                            .map(Long::valueOf)
                            .toList();
        }
        for (Long incarnation : found) {
            if (!living.contains(incarnation)) {
                delete(incarnation);
            }
        }
    }

    @Override
    public Path path(long incarnation) {
        return root.resolve(Long.toString(incarnation));
    }
}
