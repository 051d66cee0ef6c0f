package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packed check of sidecars, on one made with each SDK, and on the sample of the demo. */
@Tag("long")
class SidecarCheckIT {
    private static final Path DIST = Path.of(System.getProperty("kheish.dist"));
    private static final List<String> ALL = List.of("--strict", "--lifeline", "--credential");

    private record Outcome(int code, String output) {}

    @Test
    void findsNothingWrongWithTheSdkForPython() throws Exception {
        Outcome outcome =
                check(
                        Map.of("PYTHONPATH", Sidecar.program("sidecar-sdk/python/src")),
                        ALL,
                        List.of("SECRET", "--", "python3", parrot("parrot.py")));

        assertNothingIsWrong(outcome);
    }

    @Test
    void findsNothingWrongWithTheSdkForTypeScript() throws Exception {
        MqttSampleIT.build(); // and with it the SDK

        Outcome outcome =
                check(
                        Map.of(),
                        ALL,
                        List.of(
                                "SECRET",
                                "--",
                                "node",
                                parrot("parrot.mjs"),
                                Sidecar.program("sidecar-sdk/typescript/dist/index.js")));

        assertNothingIsWrong(outcome);
    }

    @Test
    void findsNothingWrongWithTheSdkForJava() throws Exception {
        Outcome outcome =
                check(
                        Map.of(),
                        ALL,
                        List.of(
                                "SECRET",
                                "--",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                Sidecar.program("sidecar-sdk/java/target/classes"),
                                parrot("Parrot.java")));

        assertNothingIsWrong(outcome);
    }

    @Test
    void findsNothingWrongWithTheSampleOfTheDemo() throws Exception {
        String say = "curl -s $KHEISH_SIDECAR_URL/say -d '{\"who\":\"ann\",\"text\":\"hello\"}'";

        Outcome outcome =
                check(
                        Map.of(),
                        List.of("--lifeline", "--provoke", say, "--credential"),
                        List.of(
                                "DEMO_GREETING",
                                "--",
                                Sidecar.program("sample-sidecars/echo-java/run")));

        assertThat(outcome.code()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains(" 0 failed, ");
    }

    private static void assertNothingIsWrong(Outcome outcome) {
        assertThat(outcome.code()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains(" 0 failed, 0 skipped.");
    }

    private static String parrot(String file) {
        return Sidecar.program("tests/src/test/resources/sidecars/" + file);
    }

    private static Outcome check(
            Map<String, String> environment, List<String> options, List<String> rest)
            throws Exception {
        List<String> line =
                new ArrayList<>(List.of(DIST.resolve("bin/kheish").toString(), "sidecar", "check"));
        line.addAll(options);
        line.addAll(rest);
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }
}
