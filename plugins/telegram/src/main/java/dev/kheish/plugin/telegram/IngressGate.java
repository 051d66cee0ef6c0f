package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.IngressRequest;
import dev.kheish.spi.Settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;

/**
 * Lets in who knows the secret that Telegram was told with the webhook. It is asked of the host for
 * each request, so that a rotated one counts at once. Safe for use by many threads.
 */
final class IngressGate {
    static final String HEADER = "X-Telegram-Bot-Api-Secret-Token";

    private static final Duration SECRET_RETRY = Duration.ofSeconds(10);

    private final ConnectorContext context;
    private final boolean asksForSecret;

    IngressGate(Settings settings, ConnectorContext context) {
        this.context = context;
        this.asksForSecret = settings.hasSecret(TelegramSettings.SECRET_TOKEN);
    }

    /**
     * Passes the request or ends it, before its body is read.
     *
     * @throws IngressRefusal 401 for a missing or wrong secret
     */
    void admit(IngressRequest request) {
        if (!asksForSecret) {
            return;
        }
        String sent = request.header(HEADER).orElse("");
        if (sent.isEmpty()) {
            throw refused("The header " + HEADER + " is missing.");
        }
        boolean same = MessageDigest.isEqual(bytes(sent), bytes(secret()));
        if (!same) {
            throw refused(
                    "The header "
                            + HEADER
                            + " is not the secret_token of this connector; set the webhook again"
                            + " with the one that is.");
        }
        request.authenticated();
    }

    private String secret() {
        return context.secret(TelegramSettings.SECRET_TOKEN)
                .filter(secret -> !secret.isBlank())
                .orElseThrow(
                        () ->
                                new IngressRefusal(
                                        IngressReply.unavailable(
                                                "service_unavailable",
                                                "The secret_token of this connector cannot be read"
                                                        + " just now.",
                                                SECRET_RETRY)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static IngressRefusal refused(String reason) {
        return new IngressRefusal(IngressReply.unauthorized(reason));
    }
}
