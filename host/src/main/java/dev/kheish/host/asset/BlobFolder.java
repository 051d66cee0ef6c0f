package dev.kheish.host.asset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;

/**
 * Bytes under their digest. A blob appears whole and flushed, or not at all; what a crash left half
 * written lies among the temporary files and goes at the next start. Safe for use by many threads.
 */
final class BlobFolder {
    private static final int CHUNK = 64 * 1024;
    private static final int HEAD = 16;

    private final Path folder;
    private final Path temporary;
    private final FreshBlobs fresh = new FreshBlobs();

    private BlobFolder(Path folder, Path temporary) {
        this.folder = folder;
        this.temporary = temporary;
    }

    static BlobFolder open(Path folder) throws IOException {
        Path temporary = folder.resolve("tmp");
        Files.createDirectories(temporary);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(temporary)) {
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        }
        flush(folder);
        return new BlobFolder(folder, temporary);
    }

    /**
     * Writes a blob and returns when it will survive a power cut.
     *
     * @throws AssetTooLargeException for more than {@code limit} bytes
     */
    Written write(InputStream bytes, long limit) throws IOException {
        Path file = Files.createTempFile(temporary, "blob-", "");
        try {
            Written written = copy(bytes, file, limit);
            keep(file, written);
            return written;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    Path path(String digest) {
        return folder.resolve(digest.substring(0, 2)).resolve(digest.substring(2));
    }

    /**
     * Deletes a blob, unless something needs it, or somebody wrote it a short while ago and is
     * about to give it a row.
     *
     * @param needed asked for while nobody can begin to write the same bytes
     * @return false if it is to be asked for again later
     */
    boolean remove(String digest, BooleanSupplier needed) throws IOException {
        return fresh.unless(
                digest,
                () -> {
                    if (!needed.getAsBoolean()) {
                        Files.deleteIfExists(path(digest));
                    }
                });
    }

    private void keep(Path file, Written written) throws IOException {
        fresh.add(written.digest());
        Path blob = path(written.digest());
        Path parent = folder.resolve(written.digest().substring(0, 2));
        if (!Files.exists(parent)) {
            Files.createDirectories(parent);
            flush(folder);
        }
        if (!Files.exists(blob) || Files.size(blob) != written.length()) {
            Files.move(
                    file,
                    blob,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        flush(parent); // also when it was there: whoever renamed it may not have come this far
    }

    private static Written copy(InputStream bytes, Path file, long limit) throws IOException {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[CHUNK];
        String head = "";
        long length = 0;
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int read = bytes.read(chunk); read >= 0; read = bytes.read(chunk)) {
                length += read;
                if (length > limit) {
                    throw new AssetTooLargeException(limit);
                }
                if (head.isEmpty()) {
                    head = new String(chunk, 0, Math.min(read, HEAD), StandardCharsets.ISO_8859_1);
                }
                digest.update(chunk, 0, read);
                ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, read);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
            out.force(true);
        }
        return new Written(HexFormat.of().formatHex(digest.digest()), length, head);
    }

    // A rename is durable only once its folder is flushed.
    private static void flush(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** What was written, and how it begins, a char for each byte. */
    record Written(String digest, long length, String head) {}
}
