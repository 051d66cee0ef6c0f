package dev.kheish.host.plugin;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps a copy of each plugin under its digest, so that a jar overwritten in place cannot pull the
 * classes from under a running plugin. Also remembers which contents an operator has retired. One
 * thread at a time.
 */
final class Staging {
    private static final String RETIRED = ".retired";
    private static final String UNFINISHED = ".new-";

    private final Path folder;

    Staging(Path folder) {
        this.folder = folder;
    }

    /** Copies what is not there yet; the copy is whole and on disk when this returns. */
    StagedPlugin stage(PluginSource source) throws IOException {
        Files.createDirectories(folder);
        List<Path> originals = source.jars().stream().map(PluginSource.Jar::file).toList();
        StagedPlugin known = at(JarDigest.of(originals), originals);
        if (isWhole(known, originals)) {
            return known;
        }
        Path unfinished = Files.createTempDirectory(folder, UNFINISHED);
        try {
            return publish(copy(originals, unfinished), unfinished);
        } finally {
            delete(unfinished);
        }
    }

    /** Remembers, over restarts, that this content is not wanted. */
    void retire(String digest) throws IOException {
        Files.createDirectories(folder);
        Path mark = folder.resolve(digest + RETIRED);
        if (Files.notExists(mark)) {
            Files.createFile(mark);
            sync(folder);
        }
    }

    boolean isRetired(String digest) {
        return Files.exists(folder.resolve(digest + RETIRED));
    }

    /** The content changed or its file is gone: should it come back, it is welcome. */
    void welcome(String digest) throws IOException {
        Files.deleteIfExists(folder.resolve(digest + RETIRED));
    }

    /** Deletes everything but what belongs to these digests. */
    void keepOnly(Set<String> digests) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                boolean mark = name.endsWith(RETIRED);
                String digest = mark ? name.substring(0, name.length() - RETIRED.length()) : name;
                if (!digests.contains(digest)) {
                    delete(child);
                }
            }
        }
    }

    private StagedPlugin at(String digest, List<Path> originals) {
        Path home = folder.resolve(digest);
        return new StagedPlugin(
                digest,
                originals.stream().map(jar -> home.resolve(jar.getFileName().toString())).toList());
    }

    // A copy gets its name only once it is on disk, so sizes differ only if someone meddled with
    // it.
    private static boolean isWhole(StagedPlugin staged, List<Path> originals) throws IOException {
        for (int i = 0; i < originals.size(); i++) {
            Path copy = staged.jars().get(i);
            if (Files.notExists(copy) || Files.size(copy) != Files.size(originals.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<Path> copy(List<Path> originals, Path target) throws IOException {
        List<Path> copies = new ArrayList<>();
        for (Path original : originals) {
            Path copy = target.resolve(original.getFileName().toString());
            Files.copy(original, copy);
            sync(copy);
            copies.add(copy);
        }
        sync(target);
        return copies;
    }

    // The digest is that of the copies: the originals may have changed since they were first read.
    private StagedPlugin publish(List<Path> copies, Path unfinished) throws IOException {
        StagedPlugin staged = at(JarDigest.of(copies), copies);
        if (!isWhole(staged, copies)) {
            Path home = folder.resolve(staged.digest());
            delete(home);
            Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
            sync(folder);
        }
        return staged;
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void delete(Path path) throws IOException {
        if (Files.notExists(path)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
