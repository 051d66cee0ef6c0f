package dev.kheish.host.api;

import io.helidon.http.Method;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts the gate before each route and remembers the routes, to tell an unknown path from a wrong
 * method.
 */
final class GuardedRules implements HttpRules {
    private final HttpRules target;
    private final Gate gate;
    private final List<Mounted> mounted = new ArrayList<>();

    GuardedRules(HttpRules target, Gate gate) {
        this.target = target;
        this.gate = gate;
    }

    @Override
    public HttpRules route(Method method, String pathPattern, Handler handler) {
        Guarded guarded =
                handler instanceof Guarded declared ? declared : new Guarded(Access.ADMIN, handler);
        PathMatcher path = PathMatchers.create(pathPattern);
        mounted.add(new Mounted(method, path, guarded.access()));
        target.route(
                method,
                path,
                (request, response) -> {
                    gate.admit(request, guarded.access());
                    guarded.handler().handle(request, response);
                });
        return this;
    }

    @Override
    public HttpRules register(HttpService... services) {
        for (HttpService service : services) {
            service.routing(this);
        }
        return this;
    }

    @Override
    public HttpRules register(String pathPattern, HttpService... services) {
        throw new UnsupportedOperationException("Give each route its whole path");
    }

    @Override
    public HttpRules route(HttpRoute route) {
        throw new UnsupportedOperationException("Give each route a method and a path pattern");
    }

    /** The methods that some route takes at the path of the request, in alphabetical order. */
    List<String> allowed(ServerRequest request) {
        return matching(request).map(route -> route.method().text()).distinct().sorted().toList();
    }

    /** Whether a public route lives at the path of the request. */
    boolean isPublic(ServerRequest request) {
        return matching(request).anyMatch(route -> route.access() == Access.PUBLIC);
    }

    private Stream<Mounted> matching(ServerRequest request) {
        return mounted.stream()
                .filter(route -> route.path().match(request.prologue().uriPath()).accepted());
    }

    private record Mounted(Method method, PathMatcher path, Access access) {}
}
