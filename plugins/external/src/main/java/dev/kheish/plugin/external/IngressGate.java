package dev.kheish.plugin.external;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.IngressRequest;
import dev.kheish.spi.Settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lets in who shows the shared token, before anything of the body is read. The token is asked of
 * the host for each request, so that a rotated one counts at once. The former one counts besides
 * while a program runs that was started with it: it may have last events to send, and files to
 * fetch. Safe for use by many threads.
 */
final class IngressGate {
    private static final String BEARER = "Bearer ";
    private static final Duration SECRET_RETRY = Duration.ofSeconds(10);

    private final ConnectorContext context;
    private final Supplier<Optional<String>> givenToken;
    private final boolean asksForToken;
    private final boolean isOpen;

    /**
     * @param givenToken the one that a running program was started with
     */
    IngressGate(
            Settings settings, ConnectorContext context, Supplier<Optional<String>> givenToken) {
        this.context = context;
        this.givenToken = givenToken;
        this.asksForToken = settings.hasSecret(ExternalSettings.SHARED_TOKEN);
        this.isOpen = settings.bool(ExternalSettings.ALLOW_UNAUTHENTICATED);
    }

    /** Passes who may send events, or throws {@link IngressRefusal}. */
    void admitSender(IngressRequest request) {
        if (asksForToken) {
            checkToken(request);
        } else if (!isOpen) {
            throw refused(
                    "This connector takes events from nobody: it has no shared_token, and"
                            + " allow_unauthenticated_ingress is false. Its operator can set"
                            + " either.");
        }
    }

    /** Passes who may fetch files: never anybody without a token. */
    void admitReader(IngressRequest request) {
        if (!asksForToken) {
            throw refused(
                    "Files are for those who show the shared_token, and this connector has none;"
                            + " its operator can set one.");
        }
        checkToken(request);
    }

    /** The token that a request brings, or a refusal. */
    static String bearer(IngressRequest request) {
        List<String> headers = request.headers("Authorization");
        // One that came twice could be read one way here and another way by a proxy.
        if (headers.size() != 1) {
            throw refused(
                    "The header Authorization "
                            + (headers.isEmpty() ? "is missing" : "came more than once")
                            + "; send 'Authorization: Bearer <token>' once.");
        }
        if (!headers.getFirst().startsWith(BEARER)) {
            throw refused(
                    "The header Authorization is not 'Bearer <token>', spelled exactly so and with"
                            + " one space.");
        }
        return headers.getFirst().substring(BEARER.length());
    }

    private void checkToken(IngressRequest request) {
        byte[] shown = bearer(request).getBytes(StandardCharsets.UTF_8);
        Optional<String> token = context.secret(ExternalSettings.SHARED_TOKEN);
        if (!isEqual(shown, token.orElseThrow(IngressGate::unreadable))
                && givenToken.get().filter(given -> isEqual(shown, given)).isEmpty()) {
            throw refused("The bearer token is not the shared_token of this connector.");
        }
        request.authenticated();
    }

    private static boolean isEqual(byte[] shown, String token) {
        return MessageDigest.isEqual(shown, token.getBytes(StandardCharsets.UTF_8));
    }

    private static IngressRefusal unreadable() {
        return new IngressRefusal(
                IngressReply.unavailable(
                        "service_unavailable",
                        "The shared_token of this connector cannot be read just now; the connector's"
                                + " view says why.",
                        SECRET_RETRY));
    }

    private static IngressRefusal refused(String reason) {
        return new IngressRefusal(IngressReply.unauthorized(reason));
    }
}
