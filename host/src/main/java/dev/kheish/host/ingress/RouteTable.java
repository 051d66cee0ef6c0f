package dev.kheish.host.ingress;

import dev.kheish.spi.Route;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds the route of a connector by method and path. */
final class RouteTable {
    private RouteTable() {}

    /** What a request met. */
    sealed interface Match {
        /** This route, with the path's parameters. */
        record Found(Route route, Map<String, String> parameters) implements Match {}

        /**
         * The path is right, the method is not; these are.
         *
         * @param localOnly whether the path is for programs on this machine
         */
        record WrongMethod(String allow, boolean localOnly) implements Match {}

        /** No route has this path. */
        record NoRoute() implements Match {}
    }

    /**
     * @param segments the decoded segments below the connector
     */
    static Match match(List<Route> routes, String method, List<String> segments) {
        for (Route route : routes) {
            Map<String, String> parameters =
                    answers(route, method) ? parameters(route, segments) : null;
            if (parameters != null) {
                return new Match.Found(route, parameters);
            }
        }
        return other(routes, segments);
    }

    private static Match other(List<Route> routes, List<String> segments) {
        TreeSet<String> allowed = new TreeSet<>();
        boolean localOnly = false;
        for (Route route : routes) {
            if (parameters(route, segments) != null) {
                allowed.add(route.method());
                localOnly |= route.isLocalOnly();
            }
        }
        return allowed.isEmpty()
                ? new Match.NoRoute()
                : new Match.WrongMethod(String.join(", ", allowed), localOnly);
    }

    private static boolean answers(Route route, String method) {
        return route.method().equals(method)
                || (route.method().equals("GET") && method.equals("HEAD"));
    }

    /** The path's parameters if the segments fit the route's path, else null. */
    private static @Nullable Map<String, String> parameters(Route route, List<String> segments) {
        if (route.path().isEmpty()) {
            return segments.isEmpty() ? Map.of() : null;
        }
        List<String> pattern = PathSegments.cut(route.path(), 0);
        if (pattern.size() != segments.size()) {
            return null;
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < pattern.size(); i++) {
            String expected = pattern.get(i);
            if (expected.startsWith("{") && expected.endsWith("}")) {
                parameters.put(expected.substring(1, expected.length() - 1), segments.get(i));
            } else if (!expected.equals(segments.get(i))) {
                return null;
            }
        }
        return parameters;
    }
}
