package dev.kheish.plugin.external.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that looks like {@code /proc}, with processes that a test makes up. */
final class FakeProc {
    private final Path folder;

    FakeProc(Path folder) {
        this.folder = folder;
    }

    ProcessTable table() {
        return new ProcessTable(folder);
    }

    /** A running process; its group and session are numbered alike. */
    ProcessId process(long pid, long ticks, long parent, long session) {
        return process(pid, ticks, parent, session, session, "S");
    }

    ProcessId process(long pid, long ticks, long parent, long group, long session, String state) {
        String stat =
                "%d (a (strange) name) %s %d %d %d 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 %d 0 0"
                        .formatted(pid, state, parent, group, session, ticks);
        write(pid + "/stat", stat);
        return new ProcessId(pid, ticks);
    }

    /** Its environment; without, it cannot be read. */
    void environ(long pid, String... entries) {
        write(pid + "/environ", String.join("\0", entries) + "\0");
    }

    void write(String path, String text) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file descriptor of a process that is a socket. */
    void socket(long pid, long inode) {
        try {
            Path fd = folder.resolve(pid + "/fd");
            Files.createDirectories(fd);
            Files.createSymbolicLink(fd.resolve("3"), Path.of("socket:[" + inode + "]"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
