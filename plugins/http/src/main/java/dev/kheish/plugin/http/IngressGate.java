package dev.kheish.plugin.http;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.IngressRequest;
import dev.kheish.spi.Settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;

/**
 * Lets in who proves to be allowed: first by bearer token, without reading the body, then by
 * signature. Secrets are asked of the host for each request, so that a rotated one counts at once.
 * Safe for use by many threads.
 */
final class IngressGate {
    private static final String BEARER = "Bearer ";
    private static final Duration SECRET_RETRY = Duration.ofSeconds(10);

    private final ConnectorContext context;
    private final boolean asksForBearer;
    private final boolean knowsSignatures;
    private final boolean asksForSignature;
    private final long signatureMaxAge;
    private volatile @Nullable SigningKey lastKey;

    IngressGate(Settings settings, ConnectorContext context) {
        this.context = context;
        this.asksForBearer = settings.hasSecret(HttpSettings.BEARER_TOKEN);
        this.knowsSignatures = settings.hasSecret(HttpSettings.HMAC_SECRET);
        this.asksForSignature = settings.bool(HttpSettings.REQUIRE_SIGNATURE);
        this.signatureMaxAge = settings.integer(HttpSettings.SIGNATURE_MAX_AGE);
    }

    /**
     * Passes the request or ends it.
     *
     * @return whether a signature covers the body
     * @throws IngressRefusal 401 for who is not allowed
     */
    boolean admit(IngressRequest request) {
        if (asksForBearer) {
            checkBearer(request);
            request.authenticated();
        }
        boolean signed = asksForSignature || (knowsSignatures && Signature.isOffered(request));
        if (signed) {
            checkSignature(request);
            request.authenticated();
        }
        return signed;
    }

    private void checkBearer(IngressRequest request) {
        String header =
                request.header("Authorization")
                        .orElseThrow(() -> refused("The header Authorization is missing."));
        if (!header.startsWith(BEARER)) {
            throw refused("The header Authorization is not of the form 'Bearer <token>'.");
        }
        byte[] given = header.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8);
        byte[] wanted = secret(HttpSettings.BEARER_TOKEN).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, wanted)) {
            throw refused("The bearer token is not the one of this connector.");
        }
    }

    private void checkSignature(IngressRequest request) {
        long now = context.clock().instant().getEpochSecond();
        Signature signature = Signature.read(request, now, signatureMaxAge);
        byte[] body = request.body();
        if (!signature.isOf(request, body, signingKey())) {
            throw refused(
                    "The signature does not fit method, path, query, timestamp and body as they"
                            + " arrived.");
        }
    }

    /** Made anew when the secret is another one than last time. */
    private SigningKey signingKey() {
        String secret = secret(HttpSettings.HMAC_SECRET);
        SigningKey key = lastKey;
        if (key == null || !key.isMadeOf(secret)) {
            key = SigningKey.of(secret);
            lastKey = key;
        }
        return key;
    }

    private String secret(String setting) {
        return context.secret(setting)
                .orElseThrow(
                        () ->
                                new IngressRefusal(
                                        IngressReply.unavailable(
                                                "service_unavailable",
                                                "A secret of this connector cannot be read just"
                                                        + " now.",
                                                SECRET_RETRY)));
    }

    static IngressRefusal refused(String reason) {
        return new IngressRefusal(IngressReply.unauthorized(reason));
    }
}
