package dev.kheish.host.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * Ends a connection where one side said so. The framework leaves that to the client, and would take
 * what follows, such as the rest of a refused body, for the next request.
 */
public final class ConnectionEnd implements Filter {
    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        chain.proceed();
        if (endsIt(response.headers()) || endsIt(request.headers())) {
            throw new CloseConnectionException("The connection was to be closed");
        }
        UnreadBody rest = UnreadBody.of(request);
        if (rest.mustClose()) {
            rest.drain();
            throw new CloseConnectionException("A body was left unread");
        }
    }

    // Hardly anybody sends the header at all, and to look for a word in it is much work.
    private static boolean endsIt(Headers headers) {
        return headers.contains(HeaderNames.CONNECTION)
                && headers.containsToken(HeaderValues.CONNECTION_CLOSE);
    }
}
