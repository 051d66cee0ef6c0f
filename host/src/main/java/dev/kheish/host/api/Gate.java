package dev.kheish.host.api;

import dev.kheish.host.web.ProblemException;

import io.helidon.webserver.http.ServerRequest;

/** Decides who may call a route of the control plane. Safe for use by many threads. */
public interface Gate {
    /**
     * Who calls, if they may.
     *
     * @throws ProblemException 401, 403 or 429
     */
    Caller require(ServerRequest request, Access access);

    /** The same for the route about to be called, which finds the caller with {@link Caller#of}. */
    default void admit(ServerRequest request, Access access) {
        if (access != Access.PUBLIC) {
            request.context().register(require(request, access));
        }
    }
}
