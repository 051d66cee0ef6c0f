package dev.kheish.tests;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Looks into other processes, as root may. */
final class ProcessMemory {
    private static final int CHUNK = 4 * 1024 * 1024;
    private static final long LARGEST_REGION = 2L * 1024 * 1024 * 1024;

    private ProcessMemory() {}

    /** Whether the heap, stacks and other writable memory of a process hold a text. */
    static boolean holds(long pid, String text) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        List<String> regions = Files.readAllLines(Path.of("/proc/" + pid + "/maps"));
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
            for (String region : regions) {
                String[] fields = region.split(" +");
                if (fields[1].startsWith("rw") && regionHolds(memory, fields[0], wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean regionHolds(RandomAccessFile memory, String range, byte[] wanted)
            throws IOException {
        String[] ends = range.split("-");
        long from = Long.parseUnsignedLong(ends[0], 16);
        long to = Long.parseUnsignedLong(ends[1], 16);
        if (to - from > LARGEST_REGION) {
            return false; // reserved, not used
        }
        byte[] chunk = new byte[CHUNK + wanted.length];
        for (long at = from; at < to; at += CHUNK) {
            int length = (int) Math.min(chunk.length, to - at);
            try {
                memory.seek(at);
                memory.readFully(chunk, 0, length);
            } catch (IOException e) {
                return false; // a guard page, or gone meanwhile
            }
            byte[] read = length == chunk.length ? chunk : java.util.Arrays.copyOf(chunk, length);
            if (Sidecar.contains(read, wanted)) {
                return true;
            }
        }
        return false;
    }

    /** Arguments and environment of every process on this machine, one text for each. */
    static List<String> startOfAll() throws IOException {
        List<String> found = new java.util.ArrayList<>();
        try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                try {
                    found.add(
                            process.getFileName()
                                    + " "
                                    + Files.readString(
                                            process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                                    + " "
                                    + Files.readString(
                                            process.resolve("environ"),
                                            StandardCharsets.ISO_8859_1));
                } catch (NoSuchFileException e) {
                    continue; // it ended meanwhile
                } catch (IOException e) {
                    continue; // it is ending, or a thread of the kernel
                }
            }
        }
        return found;
    }
}
