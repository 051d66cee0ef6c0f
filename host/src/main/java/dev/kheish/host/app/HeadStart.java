package dev.kheish.host.app;

import dev.kheish.host.secret.Secrets;
import dev.kheish.host.web.LeanRegistry;
import dev.kheish.host.web.ServerLimits;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;

/**
 * What of a start needs no room, done while the rooms are opened: the beginnings of the web server,
 * and the ciphers. Most of that time goes into loading classes.
 */
final class HeadStart {
    private HeadStart() {}

    /** A web server that has no routes yet. To be used once. */
    record Front(HttpRouting.Builder routing, WebServerConfig.Builder config) {}

    /** Begins; holds nothing that would have to be given back. */
    static Ahead<Front> begin(ServerLimits limits) {
        return Ahead.begin(
                "head-start",
                () -> {
                    Secrets.prepare();
                    return front(limits);
                });
    }

    private static Front front(ServerLimits limits) {
        LeanRegistry.use();
        HttpRouting.Builder routing = HttpRouting.builder();
        WebServerConfig.Builder config = WebServer.builder();
        limits.apply(config);
        return new Front(routing, config);
    }
}
