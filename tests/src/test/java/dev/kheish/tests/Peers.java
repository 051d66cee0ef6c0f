package dev.kheish.tests;

import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Containers with real servers of other people. Without a container engine their tests are skipped,
 * and say so; where skipping is not allowed they fail.
 */
final class Peers {
    private static final Path BUILD =
            Path.of(System.getProperty("kheish.source"), "tests", "images", "build");

    private Peers() {}

    /** A container of the peers' image that runs a command; not started. */
    static GenericContainer<?> container(int port, String... command)
            throws IOException, InterruptedException {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            skip("No container engine answers: install Docker and start dockerd.");
        }
        return new GenericContainer<>(DockerImageName.parse(image()))
                .withExposedPorts(port)
                .withStartupTimeout(Duration.ofSeconds(60))
                .withCommand(command);
    }

    /** Ends the test as skipped; where the environment says CI=true, as failed. */
    static void skip(String reason) {
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(reason);
        }
        System.err.println("SKIPPED: " + reason);
        Assumptions.abort(reason);
    }

    /** Built when it is missing. */
    private static String image() throws IOException, InterruptedException {
        Process build =
                new ProcessBuilder(BUILD.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String printed =
                new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (build.waitFor() != 0) {
            skip(BUILD + " cannot build the image of the peers; it says above why.");
        }
        return printed;
    }
}
