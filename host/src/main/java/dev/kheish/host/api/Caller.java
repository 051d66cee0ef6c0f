package dev.kheish.host.api;

import io.helidon.webserver.http.ServerRequest;

/**
 * Who calls.
 *
 * @param name of the token; the actor of audit entries
 * @param role of the token
 */
public record Caller(String name, Role role) {
    /** The caller of a route that is not {@link Access#PUBLIC}. */
    public static Caller of(ServerRequest request) {
        return request.context()
                .get(Caller.class)
                .orElseThrow(() -> new IllegalStateException("Nobody asked who calls"));
    }

    /** Whether views may show what a reader must not see. */
    public boolean isAdmin() {
        return role == Role.ADMIN;
    }
}
