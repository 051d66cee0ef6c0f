package dev.kheish.plugin.external;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Credential;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.IngressRequest;
import dev.kheish.spi.Route;

import java.time.Duration;

/**
 * Secrets for the child process of a connector, for the token of its lease. Whoever does not sit on
 * this machine, or speaks through a proxy, does not even learn that the route exists; nor does
 * anybody where there is no child process.
 */
final class CredentialRoute {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final ConnectorContext context;

    CredentialRoute(ConnectorContext context) {
        this.context = context;
    }

    Route route() {
        return Route.get("/credentials/{env_key}", this::read).localOnly();
    }

    private IngressReply read(IngressRequest request) throws InterruptedException {
        if (!request.isLocal()) { // the host sees to that; but behind it are secrets
            return IngressReply.unknownRoute();
        }
        String name = request.pathParameter("env_key");
        Credential credential = context.leases().redeem(IngressGate.bearer(request), name);
        if (credential instanceof Credential.Expired) {
            request.authenticated(); // told to wait, it would not look for a new token
        }
        return answer(credential);
    }

    private IngressReply answer(Credential credential) {
        return switch (credential) {
            case Credential.Granted granted -> granted(granted);
            case Credential.Unauthorized _ ->
                    IngressReply.unauthorized(
                            "The token was not issued to a child process of this connector. Send the"
                                    + " one in the file that"
                                    + " KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_TOKEN_FILE names; the"
                                    + " shared_token opens nothing here.");
            case Credential.Expired _ ->
                    IngressReply.unauthorized(
                            "The token was good, but has run out, or its process was replaced, or"
                                    + " the name got another slot. Read the file that"
                                    + " KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_TOKEN_FILE names again;"
                                    + " it gets a new one every two minutes.");
            case Credential.UnknownName _ ->
                    notFound("credential_slots of this connector has no such name.");
            case Credential.Missing _ ->
                    notFound("The secret slot behind this name is empty or does not exist.");
            case Credential.Unavailable unavailable ->
                    IngressReply.problem(CONFLICT, "credential_unavailable", unavailable.detail());
            default ->
                    IngressReply.unavailable(
                            "service_unavailable",
                            "The secret cannot be had just now; ask again.",
                            SOON);
        };
    }

    private IngressReply granted(Credential.Granted granted) {
        return IngressReply.json(
                OK,
                context.json()
                        .createObjectBuilder()
                        .add("value", granted.value())
                        .add("lease_id", granted.leaseId())
                        .add("grant_id", granted.grantId())
                        .add("expires_at_ms", granted.expiresAtMs())
                        .build());
    }

    private static IngressReply notFound(String detail) {
        return IngressReply.problem(NOT_FOUND, "not_found", detail);
    }
}
