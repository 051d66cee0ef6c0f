package dev.kheish.plugin.slack;

import dev.kheish.spi.IngressRequest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature that came with a post: HMAC-SHA256 over {@code v0:timestamp:body}, the body as it
 * arrived. Immutable.
 */
final class Signature {
    static final String TIMESTAMP_HEADER = "X-Slack-Request-Timestamp";
    static final String SIGNATURE_HEADER = "X-Slack-Signature";

    /** How far a signature's time may be from the host's clock, either way. */
    static final long MAX_SKEW_SECONDS = 300;

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");
    private static final Pattern SHAPE = Pattern.compile("v0=[0-9a-fA-F]{64}");
    private static final int PREFIX = "v0=".length();

    private final String timestamp;
    private final byte[] mac;

    private Signature(String timestamp, byte[] mac) {
        this.timestamp = timestamp;
        this.mac = mac;
    }

    /** Checks all that can be told without the body: presence, shape and clock. */
    static Signature read(IngressRequest request, long nowSeconds) {
        String timestamp = header(request, TIMESTAMP_HEADER);
        String signature = header(request, SIGNATURE_HEADER);
        if (!SHAPE.matcher(signature).matches()) {
            throw IngressGate.refused(
                    "The header "
                            + SIGNATURE_HEADER
                            + " is not 'v0=' followed by 64 hexadecimal digits.");
        }
        if (!SECONDS.matcher(timestamp).matches()) {
            throw IngressGate.refused(
                    "The header " + TIMESTAMP_HEADER + " is not a time in seconds since 1970.");
        }
        if (Math.abs(nowSeconds - Long.parseLong(timestamp)) > MAX_SKEW_SECONDS) {
            throw IngressGate.refused(
                    "The time in "
                            + TIMESTAMP_HEADER
                            + " is too far from the host's clock; set the clock, if it is not a"
                            + " replay.");
        }
        return new Signature(timestamp, HexFormat.of().parseHex(signature.substring(PREFIX)));
    }

    /** Whether the holder of the secret signed just this body. */
    boolean isOf(byte[] body, String secret) {
        try {
            Mac hmac = Mac.getInstance(ALGORITHM);
            hmac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            hmac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(hmac.doFinal(body), mac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    private static String header(IngressRequest request, String name) {
        return request.header(name)
                .orElseThrow(() -> IngressGate.refused("The header " + name + " is missing."));
    }
}
