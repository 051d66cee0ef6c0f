package dev.kheish.host.app;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kheish.host.cli.Cli;
import dev.kheish.host.cli.RehearsalTour;
import dev.kheish.host.cli.Shell;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the daemon and its commands once, in one process, while the distribution is packed: the
 * virtual machine notes which classes that takes, and later starts find them prepared. Nobody else
 * calls it, so no help mentions it.
 */
final class Rehearsal {
    static final String COMMAND = "rehearse";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FAILED = 1;

    private Rehearsal() {}

    /**
     * Ends the process: with 0 if everything worked.
     *
     * @param connectors folder of settings, a file for each kind to open, by its name
     */
    static void start(Path home, Path connectors) {
        Thread.ofPlatform()
                .name("daemon")
                .start(() -> Main.run("serve", "--home", home.toString(), "--port", "0"));
        StringWriter said = new StringWriter();
        boolean worked;
        try {
            worked = tour(home, connectors, new PrintWriter(said, true));
        } catch (IOException | InterruptedException | RuntimeException e) {
            e.printStackTrace(new PrintWriter(said, true));
            worked = false;
        }
        if (!worked) {
            System.err.println(said);
            // An exit would stop the daemon in order and call that a success.
            Runtime.getRuntime().halt(FAILED);
        }
        System.exit(0);
    }

    private static boolean tour(Path home, Path connectors, PrintWriter out)
            throws IOException, InterruptedException {
        String url = url(home.resolve("daemon.json"));
        String token = Files.readString(home.resolve("admin-token")).strip();
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("KHEISH_URL", url);
        environment.put("KHEISH_TOKEN", token);
        Shell process = Shell.ofProcess();
        Shell shell =
                new Shell(process.in(), out, out, environment, process.terminal(), process.clock());
        Path sidecar = LocalCommands.distribution(environment).resolve("samples/echo-java");
        return new RehearsalTour(URI.create(url), token, sidecar, settings(connectors), out)
                .run(line -> Cli.run(line, new LocalCommands(shell), shell));
    }

    private static List<Path> settings(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
    }

    private static String url(Path announcement) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(announcement)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("The daemon did not start within " + PATIENCE);
            }
            Thread.sleep(10);
        }
        return new ObjectMapper().readTree(announcement.toFile()).path("url").asText();
    }
}
