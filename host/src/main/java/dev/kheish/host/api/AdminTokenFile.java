package dev.kheish.host.api;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;

/**
 * The admin's token in a file that only the owner may read. Read again when the file changes; while
 * it is unreadable or blank, nothing matches. Safe for use by many threads.
 */
final class AdminTokenFile {
    private static final Logger LOG = System.getLogger(AdminTokenFile.class.getName());

    private final Path file;
    private @Nullable Stamp seen;
    private byte @Nullable [] hash;

    private AdminTokenFile(Path file) {
        this.file = file;
    }

    static AdminTokenFile openOrMake(Path file, String token) {
        if (!Files.exists(file)) {
            make(file, token);
        }
        return new AdminTokenFile(file);
    }

    synchronized boolean matches(byte[] candidate) {
        refresh();
        return hash != null && MessageDigest.isEqual(hash, candidate);
    }

    private void refresh() {
        try {
            Stamp now =
                    new Stamp(
                            Files.getLastModifiedTime(file),
                            Files.size(file),
                            Files.getAttribute(file, "unix:ino"));
            if (now.equals(seen)) {
                return;
            }
            String token = Files.readString(file).strip();
            hash = token.isEmpty() ? null : Sha256.of(token);
            seen = now;
        } catch (IOException e) {
            if (hash != null || seen == null) {
                LOG.log(
                        Level.WARNING,
                        "The admin token in " + file + " cannot be read; nobody is admin by it",
                        e);
            }
            hash = null;
            seen = new Stamp(FileTime.fromMillis(0), -1, "");
        }
    }

    private static void make(Path file, String token) {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(temporary);
            Files.createFile(
                    temporary,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, token + "\n");
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to write the admin token to " + file, e);
        }
    }

    private record Stamp(FileTime modified, long size, Object inode) {}
}
