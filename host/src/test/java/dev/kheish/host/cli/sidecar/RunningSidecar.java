package dev.kheish.host.cli.sidecar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A sidecar that runs by itself, as somebody else's would. */
public final class RunningSidecar implements AutoCloseable {
    private static final String PREFIX = "KHEISH_EXTERNAL_CONNECTOR_";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int port = freePort();
    private final Process process;

    public RunningSidecar(String token, Path log, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(SidecarProgram.command(arguments));
        builder.environment()
                .putAll(
                        Map.of(
                                PREFIX + "NAME",
                                "elsewhere",
                                PREFIX + "BASE_URL",
                                url(),
                                PREFIX + "DAEMON_BASE_URL",
                                "http://127.0.0.1:9",
                                PREFIX + "SHARED_TOKEN",
                                token));
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        try {
            process = builder.start();
            awaitPort();
        } catch (IOException e) {
            throw new UncheckedIOException("Failed while starting a sidecar", e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public static int freePort() {
        try {
            return FreePort.find();
        } catch (IOException e) {
            throw new UncheckedIOException("Failed while looking for a port", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void awaitPort() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                Thread.onSpinWait(); // not yet
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("The sidecar does not listen");
    }
}
