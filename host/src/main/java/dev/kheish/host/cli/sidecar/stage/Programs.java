package dev.kheish.host.cli.sidecar.stage;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs by their names. */
final class Programs {
    private Programs() {}

    /**
     * @param path where to look for a name without a folder
     */
    static boolean exists(String program, @Nullable String path) {
        if (program.contains(File.separator)) {
            return runs(Path.of(program));
        }
        return path != null
                && Stream.of(path.split(Pattern.quote(File.pathSeparator), -1))
                        .anyMatch(folder -> runs(Path.of(folder, program)));
    }

    private static boolean runs(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
