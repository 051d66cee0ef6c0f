package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The file that a child process reads its newest token from. Always whole: each token replaces the
 * file. For the supervising thread.
 */
final class TokenFile {
    private static final String NAME = "credential-token";
    private static final String PREFIX = "kheish-child-";
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;
    private final @Nullable Account reader;

    private TokenFile(Path folder, @Nullable Account reader) {
        this.folder = folder;
        this.reader = reader;
    }

    /** In a folder that only the host's user can read. */
    static TokenFile in(Path folder) {
        return new TokenFile(folder, null);
    }

    /**
     * In a new folder, for another user. The folder stays the host's and can be passed through
     * only: whoever could change it could make the host write through a link of theirs.
     */
    static TokenFile readableBy(Account reader) throws IOException {
        Path folder = Files.createTempDirectory(PREFIX);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        return new TokenFile(folder, reader);
    }

    Path path() {
        return folder.resolve(NAME);
    }

    /** The folder, where it was made for this file alone. */
    @Nullable
    String ownFolder() {
        return reader == null ? null : folder.toString();
    }

    void write(String token) throws IOException {
        Path fresh = Files.createTempFile(folder, NAME, ".new", OWNER_ONLY);
        try {
            Files.writeString(fresh, token, StandardCharsets.US_ASCII);
            if (reader != null) {
                Files.setAttribute(
                        fresh, "unix:gid", (int) reader.gid(), LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(
                        fresh, "unix:uid", (int) reader.uid(), LinkOption.NOFOLLOW_LINKS);
            }
            Files.move(
                    fresh,
                    path(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Harmless if it is gone. */
    void delete() throws IOException {
        Files.deleteIfExists(path());
        if (reader != null) {
            Files.deleteIfExists(folder);
        }
    }

    /** Deletes what a host that ended suddenly left, if it is such a folder. */
    static void deleteLeftover(String folder) throws IOException {
        Path path = Path.of(folder);
        Path name = path.getFileName();
        if (name != null && name.toString().startsWith(PREFIX) && Files.isDirectory(path)) {
            try (var files = Files.newDirectoryStream(path, NAME + "*")) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(path);
        }
    }
}
