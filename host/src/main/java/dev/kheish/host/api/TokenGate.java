package dev.kheish.host.api;

import dev.kheish.host.audit.FailureLimiter;
import dev.kheish.host.audit.RefusalCounts;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ProblemException;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Asks for a bearer token. Failures are counted; from somebody who fails too often further ones are
 * answered 429, while a valid token always passes. Pages of other origins are refused. Safe for use
 * by many threads.
 */
public final class TokenGate implements Gate {
    private static final Pattern BEARER =
            Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/=-]{1,512})");
    private static final Pattern LOOPBACK =
            Pattern.compile(
                    "localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[::1\\]|\\[0:0:0:0:0:0:0:1\\]");
    private static final String CHALLENGE = "Bearer realm=\"kheish\"";
    private static final String SUBJECT = "control-plane";

    private final Tokens tokens;
    private final RefusalCounts refusals;
    private final FailureLimiter limiter;

    public TokenGate(Tokens tokens, RefusalCounts refusals, Clock clock) {
        this.tokens = tokens;
        this.refusals = refusals;
        this.limiter = FailureLimiter.standard(clock);
    }

    @Override
    public void admit(ServerRequest request, Access access) {
        checkOrigin(request);
        Gate.super.admit(request, access);
    }

    @Override
    public Caller require(ServerRequest request, Access access) {
        List<String> headers = request.headers().all(HeaderNames.AUTHORIZATION, List::of);
        if (headers.isEmpty()) {
            throw unauthorized(
                    request,
                    "missing_token",
                    "This route needs a token: Authorization: Bearer ...");
        }
        Optional<String> token =
                headers.size() == 1 ? bearer(headers.getFirst()) : Optional.empty();
        if (token.isEmpty()) {
            throw unauthorized(
                    request,
                    "malformed_token",
                    "The Authorization header is not one bearer token.");
        }
        Caller caller =
                tokens.callerOf(token.get())
                        .orElseThrow(
                                () ->
                                        unauthorized(
                                                request,
                                                "invalid_token",
                                                "The token is unknown, revoked or expired."));
        if (!access.allows(caller.role())) {
            throw Problem.of(
                            403,
                            "insufficient_access",
                            "This needs the role %s; token '%s' has %s."
                                    .formatted(access.names(), caller.name(), caller.role().text()))
                    .exception();
        }
        return caller;
    }

    private ProblemException unauthorized(ServerRequest request, String code, String detail) {
        String source = request.remotePeer().host();
        refusals.count(SUBJECT, code, source);
        if (limiter.fails(code + " " + source)) {
            return Problem.of(
                            429,
                            "rate_limited",
                            "Too many requests without a valid token from " + source + ".")
                    .retryAfter(limiter.retryAfter())
                    .exception();
        }
        return Problem.of(401, code, detail)
                .header(HeaderNames.WWW_AUTHENTICATE, CHALLENGE)
                .exception();
    }

    private void checkOrigin(ServerRequest request) {
        Optional<String> origin = request.headers().first(HeaderNames.ORIGIN);
        if (origin.isPresent() && !isLoopback(origin.get())) {
            refusals.count(SUBJECT, "origin_not_allowed", request.remotePeer().host());
            throw Problem.of(
                            403,
                            "origin_not_allowed",
                            "Pages of other hosts may not call the control plane.")
                    .domain("cors")
                    .exception();
        }
    }

    private static boolean isLoopback(String origin) {
        try {
            URI uri = URI.create(origin);
            return uri.getHost() != null && LOOPBACK.matcher(uri.getHost()).matches();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<String> bearer(String header) {
        var match = BEARER.matcher(header.strip());
        return match.matches() ? Optional.of(match.group(1)) : Optional.empty();
    }
}
