package dev.kheish.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where and of what it was measured. */
record Machine(
        String commit, String cpu, int cores, String jdk, String system, String disk, String load) {
    static Machine read(Path root) throws IOException, InterruptedException {
        String dirty = git(root, "status", "--porcelain").isEmpty() ? "" : "-dirty";
        return new Machine(
                git(root, "rev-parse", "--short", "HEAD") + dirty,
                Proc.cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().toString(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Files.getFileStore(root).type(),
                Proc.load());
    }

    String line() {
        return "%s, %d cores shared with the load generator, JDK %s, %s, %s; load before: %s; commit %s"
                .formatted(cpu, cores, jdk, system, disk, load, commit);
    }

    private static String git(Path root, String... args) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Stream.concat(
                                                Stream.of("git", "-C", root.toString()),
                                                Stream.of(args))
                                        .toList())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        return process.waitFor() == 0 ? text : "unknown";
    }
}
