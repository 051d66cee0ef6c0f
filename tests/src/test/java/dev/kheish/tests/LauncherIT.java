package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;

/** The packed distribution starts. */
class LauncherIT {
    private static final Path DIST = Path.of(System.getProperty("kheish.dist"));
    private static final String VERSION = "kheish \\S+\\R";
    private static final String PREPARED = "lib/kheish.aot";

    @TempDir private Path folder;

    @Test
    void printsItsVersion() throws Exception {
        assertThat(version(DIST, "")).matches(VERSION);
    }

    @Test
    void usesItsPreparedClassesWhereverItLies() throws Exception {
        assumeThat(DIST.resolve(PREPARED)).as("packed without -Pfast").exists();
        Path moved = copy();

        String output = version(moved, "-Xlog:class+load");

        assertThat(output)
                .containsPattern("dev\\.kheish\\.host\\.app\\.Main source: shared objects file");
    }

    @Test
    void saysNothingWhenItsPreparedClassesDoNotFit() throws Exception {
        Path copied = copy();
        touch(copied.resolve("lib"));

        assertThat(version(copied, "")).matches(VERSION);
        Files.writeString(copied.resolve(PREPARED), "made by another JVM");
        assertThat(version(copied, "")).matches(VERSION);
        assertThat(version(copied, "-Xshare:off")).matches(VERSION);
    }

    private static void touch(Path lib) throws IOException {
        try (Stream<Path> jars = Files.list(lib)) {
            for (Path jar : jars.toList()) {
                Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
            }
        }
    }

    private Path copy() throws IOException {
        Path target = folder.resolve("a folder");
        try (Stream<Path> tree = Files.walk(DIST)) {
            for (Path each : tree.filter(path -> !path.startsWith(DIST.resolve("data"))).toList()) {
                Path copy = target.resolve(DIST.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(each, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return target;
    }

    private static String version(Path distribution, String flags) throws Exception {
        ProcessBuilder program =
                new ProcessBuilder(distribution.resolve("bin/kheish").toString(), "--version")
                        .redirectErrorStream(true);
        program.environment().put("KHEISH_JAVA_OPTS", flags);
        Process process = program.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        return output;
    }
}
