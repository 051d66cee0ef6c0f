package dev.kheish.bench;

import dev.kheish.host.web.ServerLimits;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * The yardstick: the daemon's web server with the daemon's limits, which reads each body and
 * answers 202. A process of its own, started with the daemon's flags.
 */
final class EmptyServer {
    private static final Header JSON =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

    private EmptyServer() {}

    static void main() {
        WebServerConfig.Builder config = WebServer.builder();
        ServerLimits.defaults().apply(config);
        WebServer server =
                config.address(InetAddress.getLoopbackAddress())
                        .port(0)
                        .addRouting(HttpRouting.builder().any(EmptyServer::answer))
                        .build()
                        .start();
        IO.println("ready http://127.0.0.1:" + server.port() + " (empty)");
    }

    private static void answer(ServerRequest request, ServerResponse response) {
        request.content().as(byte[].class);
        response.status(Status.ACCEPTED_202)
                .header(JSON)
                .send("{}".getBytes(StandardCharsets.UTF_8));
    }
}
