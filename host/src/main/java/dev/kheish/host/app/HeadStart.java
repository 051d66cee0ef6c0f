package dev.kheish.host.app;

import dev.kheish.host.secret.Secrets;
import dev.kheish.host.web.LeanRegistry;
import dev.kheish.host.web.ServerLimits;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What of a start needs no room, done on another core while the rooms are opened: the beginnings of
 * the web server, and the ciphers. Most of that time goes into loading classes.
 */
final class HeadStart {
    private final FutureTask<Front> front;

    /** A web server that has no routes yet. */
    record Front(HttpRouting.Builder routing, WebServerConfig.Builder config) {}

    private HeadStart(FutureTask<Front> front) {
        this.front = front;
    }

    /** Begins; holds nothing that would have to be given back. */
    static HeadStart begin(ServerLimits limits) {
        FutureTask<Front> front =
                new FutureTask<>(
                        () -> {
                            Secrets.prepare();
                            return front(limits);
                        });
        Thread.ofPlatform().daemon().name("head-start").start(front);
        return new HeadStart(front);
    }

    private static Front front(ServerLimits limits) {
        LeanRegistry.use();
        HttpRouting.Builder routing = HttpRouting.builder();
        WebServerConfig.Builder config = WebServer.builder();
        limits.apply(config);
        return new Front(routing, config);
    }

    /** Waits for the web server's beginnings. To be taken once. */
    Front front() throws InterruptedException {
        try {
            return front.get();
        } catch (ExecutionException e) {
            throw new StartException("The web server cannot be set up", e);
        }
    }
}
