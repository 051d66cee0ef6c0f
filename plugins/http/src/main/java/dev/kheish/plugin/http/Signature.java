package dev.kheish.plugin.http;

import dev.kheish.spi.IngressRequest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature that came with a request: HMAC-SHA256 over {@code
 * v1:METHOD:path-and-query:timestamp:body}, all as they arrived. Immutable.
 */
final class Signature {
    static final String TIMESTAMP_HEADER = "X-Kheish-Timestamp";
    static final String SIGNATURE_HEADER = "X-Kheish-Signature";

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");
    private static final Pattern SHAPE = Pattern.compile("v1=[0-9a-fA-F]{64}");
    private static final int PREFIX = "v1=".length();

    private final String timestamp;
    private final byte[] mac;

    private Signature(String timestamp, byte[] mac) {
        this.timestamp = timestamp;
        this.mac = mac;
    }

    /** Whether the sender means the request to be signed. */
    static boolean isOffered(IngressRequest request) {
        return !request.headers(TIMESTAMP_HEADER).isEmpty()
                || !request.headers(SIGNATURE_HEADER).isEmpty();
    }

    /** Checks all that can be told without the body: presence, shape and clock. */
    static Signature read(IngressRequest request, long nowSeconds, long maxAgeSeconds) {
        String timestamp = single(request, TIMESTAMP_HEADER);
        if (!SECONDS.matcher(timestamp).matches()) {
            throw IngressGate.refused(
                    "The header " + TIMESTAMP_HEADER + " is not a time in seconds since 1970.");
        }
        if (Math.abs(nowSeconds - Long.parseLong(timestamp)) > maxAgeSeconds) {
            throw IngressGate.refused(
                    "The time in " + TIMESTAMP_HEADER + " is too far from the host's clock.");
        }
        String signature = single(request, SIGNATURE_HEADER);
        if (!SHAPE.matcher(signature).matches()) {
            throw IngressGate.refused(
                    "The header "
                            + SIGNATURE_HEADER
                            + " is not 'v1=' followed by 64 hexadecimal digits.");
        }
        return new Signature(timestamp, HexFormat.of().parseHex(signature.substring(PREFIX)));
    }

    /** Whether the holder of the secret signed just this request. */
    boolean isOf(IngressRequest request, byte[] body, String secret) {
        String head =
                "v1:" + request.method() + ":" + request.rawPathAndQuery() + ":" + timestamp + ":";
        try {
            Mac hmac = Mac.getInstance(ALGORITHM);
            hmac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            hmac.update(head.getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(hmac.doFinal(body), mac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    // A header that came twice could be read one way here and another way by a proxy.
    private static String single(IngressRequest request, String name) {
        List<String> values = request.headers(name);
        if (values.size() != 1) {
            throw IngressGate.refused(
                    "The header "
                            + name
                            + (values.isEmpty() ? " is missing." : " came more than once."));
        }
        return values.getFirst();
    }
}
