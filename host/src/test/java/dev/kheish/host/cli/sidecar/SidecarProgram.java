package dev.kheish.host.cli.sidecar;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kheish.host.cli.sidecar.program.TestSidecar;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command that starts {@link TestSidecar}. */
public final class SidecarProgram {
    private SidecarProgram() {}

    public static List<String> command(String... arguments) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xshare:auto",
                                "-cp",
                                classPath(),
                                TestSidecar.class.getName()));
        words.addAll(List.of(arguments));
        return words;
    }

    private static String classPath() {
        return Stream.of(TestSidecar.class, ObjectMapper.class, JsonFactory.class, annotations())
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** By name: nothing here is compiled against them. */
    private static Class<?> annotations() {
        try {
            return Class.forName("com.fasterxml.jackson.annotation.JsonProperty");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("The mapper needs its annotations", e);
        }
    }
}
