package dev.kheish.plugin.slack;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.IngressRequest;
import dev.kheish.spi.Settings;

import java.time.Duration;

/**
 * Lets in what Slack signed. The secret is asked of the host for each post, so that a rotated one
 * counts at once. Safe for use by many threads.
 */
final class IngressGate {
    private static final Duration SECRET_RETRY = Duration.ofSeconds(10);

    private final ConnectorContext context;
    private final boolean asksForSignature;

    IngressGate(Settings settings, ConnectorContext context) {
        this.context = context;
        this.asksForSignature = settings.hasSecret(SlackSettings.SIGNING_SECRET);
    }

    /**
     * Passes the request or ends it.
     *
     * @throws IngressRefusal 401 for what is not signed as it should
     */
    void admit(IngressRequest request) {
        if (!asksForSignature) {
            return;
        }
        Signature signature = Signature.read(request, context.clock().instant().getEpochSecond());
        if (!signature.isOf(request.body(), secret())) {
            throw refused(
                    "The signature does not fit timestamp and body as they arrived; compare"
                            + " signing_secret with the app's Signing Secret at Slack.");
        }
        request.authenticated();
    }

    /** With a blank one, anybody could sign. */
    private String secret() {
        return context.secret(SlackSettings.SIGNING_SECRET)
                .filter(secret -> !secret.isBlank())
                .orElseThrow(
                        () ->
                                new IngressRefusal(
                                        IngressReply.unavailable(
                                                "service_unavailable",
                                                "The signing_secret of this connector cannot be"
                                                        + " read just now.",
                                                SECRET_RETRY)));
    }

    static IngressRefusal refused(String reason) {
        return new IngressRefusal(IngressReply.unauthorized(reason));
    }
}
