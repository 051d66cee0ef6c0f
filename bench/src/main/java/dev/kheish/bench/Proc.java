package dev.kheish.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What Linux tells about processes and the machine. */
final class Proc {
    private Proc() {}

    /**
     * What a process has used up so far.
     *
     * @param writtenBytes handed to the disk, whole pages
     */
    record Usage(Duration cpu, long writtenBytes) {
        Usage since(Usage earlier) {
            return new Usage(cpu.minus(earlier.cpu), writtenBytes - earlier.writtenBytes);
        }
    }

    static Usage usage(long pid) throws IOException {
        Duration cpu =
                ProcessHandle.of(pid)
                        .flatMap(handle -> handle.info().totalCpuDuration())
                        .orElse(Duration.ZERO);
        return new Usage(cpu, number(file(pid, "io"), "write_bytes:").orElse(0L));
    }

    static List<String> commandLine(long pid) throws IOException {
        return Arrays.asList(Files.readString(file(pid, "cmdline"), UTF_8).split("\0"));
    }

    /** Memory of a process that is in RAM, in MiB. */
    static double residentMib(long pid) throws IOException {
        return mib(pid, "VmRSS:");
    }

    /** The most of it that there was so far. */
    static double peakMib(long pid) throws IOException {
        return mib(pid, "VmHWM:");
    }

    private static double mib(long pid, String label) throws IOException {
        return number(file(pid, "status"), label)
                .map(kib -> kib / 1024.0)
                .orElseThrow(() -> new BenchException("Process " + pid + " has no " + label));
    }

    static String cpuModel() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    /** Processes that wanted a core, averaged over the last minute. */
    static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    }

    private static Path file(long pid, String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }

    private static Optional<Long> number(Path file, String label) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(label))
                .map(line -> Long.valueOf(line.replaceAll("[^0-9]", "")))
                .findFirst();
    }
}
