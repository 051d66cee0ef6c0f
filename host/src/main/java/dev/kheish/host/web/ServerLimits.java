package dev.kheish.host.web;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;

import java.time.Duration;

/**
 * What the web server puts up with from strangers.
 *
 * @param maxConnections open at once
 * @param idleTimeout how long a connection may be silent, between requests or within a body
 * @param shutdownGrace how long requests in flight may take when the server stops
 */
public record ServerLimits(int maxConnections, Duration idleTimeout, Duration shutdownGrace) {
    private static final int PROLOGUE_BYTES = 8 * 1024;
    private static final int HEADER_BYTES = 32 * 1024;
    private static final int ERROR_BYTES = 64 * 1024;

    /** 4096 connections, 60 s, 5 s. */
    public static ServerLimits defaults() {
        return new ServerLimits(4096, Duration.ofSeconds(60), Duration.ofSeconds(5));
    }

    /** Sets the limits and the answers to requests that never reach a route. */
    public void apply(WebServerConfig.Builder server) {
        server.maxTcpConnections(maxConnections)
                .idleConnectionTimeout(idleTimeout)
                .idleConnectionPeriod(idleTimeout.dividedBy(2))
                .shutdownGracePeriod(shutdownGrace)
                .shutdownHook(false)
                .maxInMemoryEntity(ERROR_BYTES)
                .connectionOptions(
                        SocketOptions.builder()
                                .readTimeout(idleTimeout)
                                // A long answer is written in parts. The last one would wait until
                                // the client has confirmed the others, which takes it 40 ms.
                                .tcpNoDelay(true)
                                .build())
                .directHandlers(Failures.directHandlers())
                .protocolsDiscoverServices(false)
                .addProtocol(
                        Http1Config.builder()
                                .maxPrologueLength(PROLOGUE_BYTES)
                                .maxHeadersSize(HEADER_BYTES)
                                .sendKeepAliveHeader(false)
                                .build());
    }
}
