package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Nullable;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Settings of child processes for tests, on a port that nobody uses. */
final class Sidecars {
    /** Quick, so that tests are. */
    static final Timing QUICK = timing(Duration.ofSeconds(30), Duration.ofSeconds(30));

    private int port = FreePort.find();
    private final Map<String, String> environment = new HashMap<>();
    private List<String> command;
    private List<String> credentialNames = List.of();
    private @Nullable String workingDir;
    private @Nullable RunAs runAs;
    private boolean restartOnRotation = true;
    private boolean lifeline;
    private ProcessLimits limits = ProcessLimits.NONE;

    private Sidecars(List<String> command) {
        this.command = command;
    }

    /** The {@link TestSidecar}. */
    static Sidecars java(String... manners) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", "-cp"));
        command.add(classes());
        command.add(TestSidecar.class.getName());
        command.addAll(List.of(manners));
        return new Sidecars(command);
    }

    /** Quick but for what is given. */
    static Timing timing(Duration readiness, Duration grace) {
        return new Timing(
                readiness,
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                Duration.ofSeconds(60),
                grace,
                Duration.ofMillis(300),
                Duration.ofMillis(100),
                20);
    }

    /** A script of the shell. */
    static Sidecars sh(String script) {
        return new Sidecars(List.of("/bin/sh", "-c", script, "sidecar"));
    }

    static Sidecars command(String... command) {
        return new Sidecars(List.of(command));
    }

    /** Where the classes of the tests lie. */
    static String classes() {
        try {
            return Path.of(
                            TestSidecar.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets a script start the command, which it finds in its arguments. */
    Sidecars startedBy(String script) {
        List<String> wrapped = new ArrayList<>(List.of("/bin/sh", "-c", script, "sidecar"));
        wrapped.addAll(command);
        command = wrapped;
        return this;
    }

    /** Lets it be started where no lineage, session or environment tells whose it is. */
    Sidecars runningAway(String afterwards) {
        return runningAway("true", afterwards);
    }

    /**
     * The same, after a command: one that ends the script keeps it from starting at all, for nobody
     * finds what ran away before it listens.
     */
    Sidecars runningAway(String before, String afterwards) {
        String variables =
                List.of("INSTANCE_ID", "BASE_URL", "SHARED_TOKEN").stream()
                        .map(
                                name ->
                                        "%s%s=\"$KHEISH_EXTERNAL_CONNECTOR_%s\""
                                                .formatted(TestSidecar.HIDDEN, name, name))
                        .collect(Collectors.joining(" "));
        return startedBy(
                "%s; (setsid env -i %s \"$@\" &); %s".formatted(before, variables, afterwards));
    }

    /** On a port that was chosen before. */
    Sidecars on(int chosen) {
        port = chosen;
        return this;
    }

    Sidecars env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Sidecars slots(String... names) {
        credentialNames = List.of(names);
        return this;
    }

    Sidecars in(String folder) {
        workingDir = folder;
        return this;
    }

    Sidecars as(RunAs user) {
        runAs = user;
        return this;
    }

    Sidecars keptOnRotation() {
        restartOnRotation = false;
        return this;
    }

    Sidecars withLifeline() {
        lifeline = true;
        return this;
    }

    Sidecars limited(ProcessLimits to) {
        limits = to;
        return this;
    }

    int port() {
        return port;
    }

    ChildSettings settings() {
        return new ChildSettings(
                "test",
                "http://127.0.0.1:" + port,
                command,
                environment,
                credentialNames,
                workingDir,
                restartOnRotation,
                lifeline,
                runAs,
                limits);
    }
}
