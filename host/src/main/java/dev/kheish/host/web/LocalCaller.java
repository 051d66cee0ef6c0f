package dev.kheish.host.web;

import io.helidon.http.Header;
import io.helidon.webserver.http.ServerRequest;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;

/** Tells callers on this machine from all others. */
public final class LocalCaller {
    private static final Set<String> PROXY_HEADERS = Set.of("forwarded", "x-real-ip", "via");
    private static final String PROXY_PREFIX = "x-forwarded-";

    private LocalCaller() {}

    /** Whether a caller sits on this machine and no proxy header says otherwise. */
    public static boolean made(ServerRequest request) {
        boolean loopback =
                request.remotePeer().address() instanceof InetSocketAddress inet
                        && Optional.ofNullable(inet.getAddress())
                                .map(InetAddress::isLoopbackAddress)
                                .orElse(false);
        return loopback && !cameOverProxy(request);
    }

    private static boolean cameOverProxy(ServerRequest request) {
        for (Header header : request.headers()) {
            if (isOfProxy(header.headerName().lowerCase())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfProxy(String header) {
        return PROXY_HEADERS.contains(header) || header.startsWith(PROXY_PREFIX);
    }
}
