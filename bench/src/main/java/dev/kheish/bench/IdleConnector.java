package dev.kheish.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;

/** A connector whose child process is the smallest sidecar. */
record IdleConnector(Daemon daemon, String name, int port) {
    private static final long LOOK_EVERY_MS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Makes the connector; does not wait for its child. */
    static IdleConnector put(Daemon daemon, String name, Path program, String more)
            throws IOException, InterruptedException {
        int port = freePort();
        daemon.put(
                "/v1/runtime/connectors/external/" + name,
                """
                {"platform":"bench","mode":"child_process","base_url":"http://127.0.0.1:%d",
                 "shared_token":{"value":"not-asked-for"},
                 "child_process":{"command":"python3","args":["-I","%s"]%s}}
                """
                        .formatted(port, program, more));
        return new IdleConnector(daemon, name, port);
    }

    /** Waits until its child is ready; its pid. */
    long awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            var child =
                    daemon.get("/v1/runtime/connectors/external/" + name)
                            .path("status")
                            .path("details");
            if (child.path("state").asText().equals("ready")) {
                return child.path("pid").asLong();
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
        throw new BenchException("The sidecar " + name + " did not get ready");
    }
}
