package dev.kheish.host.plugin;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks into the plugins folders. Reads names, sizes and times only. */
final class SourceScanner {
    private final List<Path> folders;

    SourceScanner(List<Path> folders) {
        this.folders =
                folders.stream()
                        .map(folder -> folder.toAbsolutePath().normalize())
                        .distinct()
                        .toList();
    }

    /**
     * What lies there now: folders in their order, names sorted, so that it does not depend on the
     * file system who comes first.
     */
    Seen scan() {
        List<PluginSource> sources = new ArrayList<>();
        Set<Path> unreadable = new HashSet<>();
        for (Path folder : folders) {
            try {
                sources.addAll(sourcesIn(folder));
            } catch (IOException e) {
                unreadable.add(folder);
            }
        }
        return new Seen(List.copyOf(sources), Set.copyOf(unreadable));
    }

    private static List<PluginSource> sourcesIn(Path folder) throws IOException {
        List<PluginSource> sources = new ArrayList<>();
        for (Path child : children(folder)) {
            List<PluginSource.Jar> jars =
                    Files.isDirectory(child) ? jarsOf(children(child)) : jarsOf(List.of(child));
            if (!jars.isEmpty()) {
                sources.add(new PluginSource(child, jars));
            }
        }
        return sources;
    }

    private static List<PluginSource.Jar> jarsOf(List<Path> files) throws IOException {
        List<PluginSource.Jar> jars = new ArrayList<>();
        for (Path file : files) {
            if (!file.toString().endsWith(".jar")) {
                continue;
            }
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                if (attributes.isRegularFile()) {
                    jars.add(
                            new PluginSource.Jar(
                                    file,
                                    attributes.size(),
                                    attributes.lastModifiedTime(),
                                    String.valueOf(attributes.fileKey())));
                }
            } catch (NoSuchFileException _) {
                // Removed while we were looking: then it is not there.
            }
        }
        return jars;
    }

    // Sorted; without what is hidden or, by its name, still being copied.
    private static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        if (Files.notExists(folder)) {
            return children;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path child : stream) {
                String name = child.getFileName().toString();
                boolean unfinished = name.endsWith(".tmp") || name.endsWith(".part");
                if (!name.startsWith(".") && !unfinished) {
                    children.add(child);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        children.sort(null);
        return children;
    }

    /** What was found, and which folders could not be looked into: nothing is known about those. */
    record Seen(List<PluginSource> sources, Set<Path> unreadable) {}
}
