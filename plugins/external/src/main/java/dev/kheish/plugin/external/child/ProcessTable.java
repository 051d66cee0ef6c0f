package dev.kheish.plugin.external.child;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The processes of this machine, from {@code /proc}. What ends while it is read, or may not be
 * read, is simply not there; without {@code /proc} nothing is. Safe for use by many threads.
 */
final class ProcessTable {
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final Path proc;

    /**
     * @param proc {@code /proc}, or a stand-in
     */
    ProcessTable(Path proc) {
        this.proc = proc;
    }

    /** All of them. */
    List<ProcessEntry> all() {
        List<ProcessEntry> found = new ArrayList<>();
        try (DirectoryStream<Path> numbers = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path number : numbers) {
                entry(Long.parseLong(number.getFileName().toString())).ifPresent(found::add);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.copyOf(found); // no /proc here
        }
        return List.copyOf(found);
    }

    /** One of them. */
    Optional<ProcessEntry> entry(long pid) {
        return read(pid, "stat")
                .flatMap(
                        bytes ->
                                ProcessEntry.parse(
                                        pid, new String(bytes, StandardCharsets.ISO_8859_1)));
    }

    /** What the machine calls the program that it runs; empty if it ended. */
    String name(long pid) {
        return read(pid, "comm")
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                .orElse("");
    }

    /** The environment that it was started with, if we may see it. */
    Optional<byte[]> environ(long pid) {
        return read(pid, "environ");
    }

    /** The numbers of the sockets that it holds, if we may see them. */
    Set<Long> sockets(long pid) {
        Set<Long> found = new HashSet<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(proc.resolve(Long.toString(pid)).resolve("fd"))) {
            for (Path file : files) {
                socket(file).ifPresent(found::add);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Set.copyOf(found); // another user's, or it ended
        }
        return Set.copyOf(found);
    }

    /** A file that lies directly in {@code /proc} or below it. */
    Optional<byte[]> file(String path) {
        try (InputStream input = Files.newInputStream(proc.resolve(path))) {
            return Optional.of(input.readNBytes(MOST_BYTES));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Tells this start of the machine from every other; empty where it cannot be told. */
    String bootId() {
        return file("sys/kernel/random/boot_id")
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip())
                .orElse("");
    }

    private Optional<byte[]> read(long pid, String name) {
        return file(pid + "/" + name);
    }

    private static Optional<Long> socket(Path file) {
        String target;
        try {
            target = Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            return Optional.empty(); // closed meanwhile
        }
        if (!target.startsWith("socket:[") || !target.endsWith("]")) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(target, 8, target.length() - 1, 10));
    }
}
