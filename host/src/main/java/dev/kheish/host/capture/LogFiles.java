package dev.kheish.host.capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The lines of one incarnation on disk: {@code output.log}, and up to two older files of the same
 * size. Only the host's user may read them. Safe for use by many threads; appending may wait for
 * the disk.
 */
final class LogFiles {
    static final String NAME = "output.log";
    static final long FILE_LIMIT = 5 * 1024 * 1024;

    private static final int OLDER_FILES = 2;
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final FolderSource folders;
    private final long incarnation;
    private final AtomicLong missed = new AtomicLong();
    private boolean begun;
    private boolean closed;

    LogFiles(FolderSource folders, long incarnation) {
        this.folders = folders;
        this.incarnation = incarnation;
    }

    /** Appends lines in order. They are with the operating system when this returns. */
    synchronized void append(List<CapturedLine> lines) throws IOException {
        if (closed) {
            return;
        }
        Path file = folders.of(incarnation).resolve(NAME);
        endTornLine(file);
        reportMissed(file, lines);
        long size = Files.exists(file) ? Files.size(file) : 0;
        ByteArrayOutputStream pending = new ByteArrayOutputStream();
        for (CapturedLine line : lines) {
            byte[] bytes = (LogLine.write(line) + "\n").getBytes(StandardCharsets.UTF_8);
            if (size > 0 && size + bytes.length > FILE_LIMIT) {
                write(file, pending);
                rotate(file);
                size = 0;
            }
            pending.writeBytes(bytes);
            size += bytes.length;
        }
        write(file, pending);
    }

    /** Counts lines that could not be written; the next ones are preceded by their number. */
    void miss(int lines) {
        missed.addAndGet(lines);
    }

    /** The last lines before a number, oldest first. */
    synchronized List<CapturedLine> tail(int limit, long before) throws IOException {
        List<CapturedLine> newestFirst = new ArrayList<>();
        if (closed) {
            return newestFirst;
        }
        Path file = folders.path(incarnation).resolve(NAME);
        for (int age = 0; age <= OLDER_FILES && newestFirst.size() < limit; age++) {
            Path each = aged(file, age);
            if (!Files.exists(each)) {
                break;
            }
            collect(each, limit, before, newestFirst);
        }
        return newestFirst.reversed();
    }

    /** From now on nothing is written: the folder goes away. */
    synchronized void close() {
        closed = true;
    }

    private static void collect(Path file, int limit, long before, List<CapturedLine> newestFirst)
            throws IOException {
        // A crash may have torn a character; that is no reason not to show the rest.
        String content = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        for (String text : content.lines().toList().reversed()) {
            if (newestFirst.size() == limit) {
                return;
            }
            LogLine.read(text).filter(line -> line.seq() < before).ifPresent(newestFirst::add);
        }
    }

    private void reportMissed(Path file, List<CapturedLine> lines) throws IOException {
        long count = missed.getAndSet(0);
        if (count == 0 || lines.isEmpty()) {
            return;
        }
        CapturedLine report =
                new CapturedLine(
                        lines.getFirst().seq() - 1,
                        Capture.HOST,
                        "lines missing here: %d; the disk did not keep up".formatted(count));
        write(
                file,
                ByteBuffer.wrap((LogLine.write(report) + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /** What a crash left unfinished must not swallow the next line. */
    private void endTornLine(Path file) throws IOException {
        if (begun) {
            return;
        }
        begun = true;
        if (!Files.exists(file) || Files.size(file) == 0) {
            return;
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.read(last, channel.size() - 1);
        }
        if (last.get(0) != '\n') {
            write(file, ByteBuffer.wrap(new byte[] {'\n'}));
        }
    }

    private static void write(Path file, ByteArrayOutputStream pending) throws IOException {
        if (pending.size() > 0) {
            write(file, ByteBuffer.wrap(pending.toByteArray()));
            pending.reset();
        }
    }

    private static void write(Path file, ByteBuffer bytes) throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        PRIVATE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    private static void rotate(Path file) throws IOException {
        for (int age = OLDER_FILES; age > 0; age--) {
            Path younger = aged(file, age - 1);
            if (Files.exists(younger)) {
                Files.move(younger, aged(file, age), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static Path aged(Path file, int age) {
        return age == 0 ? file : file.resolveSibling(NAME + "." + age);
    }
}
