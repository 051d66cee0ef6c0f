package dev.kheish.host.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The folder that belongs to one daemon, held under a lock while it is open. */
final class Home implements AutoCloseable {
    private static final Set<PosixFilePermission> PRIVATE_FOLDER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PRIVATE_FILE =
            PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final FileChannel channel;

    private Home(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the folder, making it if need be.
     *
     * @throws StartException if another daemon has it, or it cannot be used
     */
    static Home open(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PRIVATE_FOLDER);
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve("daemon.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!lock(channel)) {
                channel.close();
                throw new StartException(
                        "Another daemon uses the home folder %s: stop it, or give this one another --home."
                                .formatted(folder));
            }
            return new Home(folder, channel);
        } catch (IOException e) {
            throw new StartException(
                    "The home folder %s cannot be used: %s".formatted(folder, e), e);
        }
    }

    // the lock lives as long as its channel
    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    Path folder() {
        return folder;
    }

    Path database() {
        return folder.resolve("kheish.db");
    }

    Path assets() {
        return folder.resolve("assets");
    }

    Path connectors() {
        return folder.resolve("connectors");
    }

    Path plugins() {
        return folder.resolve("plugins");
    }

    Path staging() {
        return folder.resolve("staging");
    }

    /** Tells clients on this machine where the daemon listens. */
    void announce(String url) {
        String json =
                "{\"url\": \"%s\", \"pid\": %s}%n".formatted(url, ProcessHandle.current().pid());
        try {
            Path written = folder.resolve("daemon.json.tmp");
            Files.writeString(written, json, StandardCharsets.UTF_8);
            Files.setPosixFilePermissions(written, PRIVATE_FILE);
            Files.move(
                    written,
                    folder.resolve("daemon.json"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StartException("Failed to write daemon.json in " + folder, e);
        }
    }

    /** Takes the announcement back. */
    void withdraw() throws IOException {
        Files.deleteIfExists(folder.resolve("daemon.json"));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
