package dev.kheish.host.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Warns before the disk is full. */
public final class DiskCheck implements Check {
    private static final long MIB = 1024 * 1024;
    private static final long LOW = 512 * MIB;

    private final Path folder;

    /** Looks at the disk that {@code folder} is on. */
    public DiskCheck(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<Warning> look() {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            return free >= LOW
                    ? List.of()
                    : List.of(
                            Warning.error(
                                    "disk_low",
                                    "Only %d MiB are free in %s.".formatted(free / MIB, folder),
                                    "Make room: a full disk stops all writing."));
        } catch (IOException e) {
            return List.of(
                    Warning.error(
                            "disk_unknown",
                            "The disk of %s cannot be looked at: %s"
                                    .formatted(folder, e.getMessage()),
                            "Check that the folder is still there."));
        }
    }
}
