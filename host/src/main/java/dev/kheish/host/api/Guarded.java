package dev.kheish.host.api;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * A handler and who may call it. Fails when mounted past {@link ControlPlane}, rather than be open.
 */
record Guarded(Access access, Handler handler) implements Handler {
    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        throw new IllegalStateException("This route is mounted without the control plane's gate");
    }
}
