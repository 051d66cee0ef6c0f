package dev.kheish.sidecar;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The author's own routes: exact paths, and folders, whose paths end with {@code /*}. */
final class Routes {
    private static final Set<String> RESERVED = Set.of("/manifest", "/health", "/deliver");

    private final Map<String, RouteHandler> exact = new LinkedHashMap<>();
    private final Map<String, RouteHandler> folders = new LinkedHashMap<>();

    /**
     * Adds a route.
     *
     * @throws IllegalArgumentException if it cannot be, or is there already
     */
    void add(String method, String path, RouteHandler handler) {
        boolean folder = path.endsWith("/*");
        if (!path.startsWith("/") || RESERVED.contains(path) || path.equals("/*")) {
            throw new IllegalArgumentException(
                    "No route for '" + path + "': it must begin with / and not be the host's own.");
        }
        Map<String, RouteHandler> target = folder ? folders : exact;
        String key = method + " " + (folder ? path.substring(0, path.length() - 1) : path);
        if (target.putIfAbsent(key, handler) != null) {
            throw new IllegalArgumentException("There are two routes for " + method + " " + path);
        }
    }

    /** The handler of a request, or null. The longest folder wins. */
    @Nullable
    RouteHandler find(String method, String path) {
        RouteHandler direct = exact.get(method + " " + path);
        if (direct != null || folders.isEmpty()) {
            return direct;
        }
        int slash = path.lastIndexOf('/');
        while (slash > 0) {
            RouteHandler handler = folders.get(method + " " + path.substring(0, slash + 1));
            if (handler != null) {
                return handler;
            }
            slash = path.lastIndexOf('/', slash - 1);
        }
        return null;
    }
}
