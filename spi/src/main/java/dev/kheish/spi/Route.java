package dev.kheish.spi;

import java.util.Objects;

/**
 * One place where outside callers reach a connector, below {@code /v1/connectors/{kind}/{name}}.
 */
public final class Route {
    private final String method;
    private final String path;
    private final int bodyLimit;
    private final RouteHandler handler;
    private final boolean localOnly;

    private Route(
            String method, String path, int bodyLimit, RouteHandler handler, boolean localOnly) {
        this.method = Objects.requireNonNull(method, "method");
        this.path = Objects.requireNonNull(path, "path");
        this.bodyLimit = bodyLimit;
        this.handler = Objects.requireNonNull(handler, "handler");
        this.localOnly = localOnly;
    }

    /**
     * A route that reads a body.
     *
     * @param path empty, or segments such as {@code /events/batch}; a segment {@code {id}} matches
     *     any one segment and is read by {@link IngressRequest#pathParameter}
     * @param bodyLimit largest body in bytes, 1 to 64 MiB; a larger one is answered with 413
     */
    public static Route post(String path, int bodyLimit, RouteHandler handler) {
        return new Route("POST", path, bodyLimit, handler, false);
    }

    /** A route without a body. Answers HEAD as well. */
    public static Route get(String path, RouteHandler handler) {
        return new Route("GET", path, 0, handler, false);
    }

    /**
     * The same route for programs on this machine. To anybody else, whatever the method, the path
     * is one that no connector has: see {@link IngressRequest#isLocal}. What those programs are
     * answered no cache may keep.
     */
    public Route localOnly() {
        return new Route(method, path, bodyLimit, handler, true);
    }

    /** The same route with another one to answer. */
    public Route handledBy(RouteHandler other) {
        return new Route(method, path, bodyLimit, other, localOnly);
    }

    /** {@code GET} or {@code POST}. */
    public String method() {
        return method;
    }

    /** Path below the connector. */
    public String path() {
        return path;
    }

    /** Largest body in bytes. */
    public int bodyLimit() {
        return bodyLimit;
    }

    /** Whether it exists for programs on this machine alone. */
    public boolean isLocalOnly() {
        return localOnly;
    }

    /** Who answers. */
    public RouteHandler handler() {
        return handler;
    }
}
