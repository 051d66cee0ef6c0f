package dev.kheish.plugin.http;

import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressRequest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * The signature that came with a request: HMAC-SHA256 over {@code
 * v1:METHOD:path-and-query:timestamp:body}, all as they arrived. Immutable.
 */
final class Signature {
    static final String TIMESTAMP_HEADER = "X-Kheish-Timestamp";
    static final String SIGNATURE_HEADER = "X-Kheish-Signature";

    private static final int SECONDS_DIGITS = 18;
    private static final String PREFIX = "v1=";
    private static final int DIGITS = 64;

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
        if (!isSeconds(timestamp)) {
            throw IngressGate.refused(
                    "The header " + TIMESTAMP_HEADER + " is not a time in seconds since 1970.");
        }
        if (Math.abs(nowSeconds - Long.parseLong(timestamp)) > maxAgeSeconds) {
            throw IngressGate.refused(
                    "The time in " + TIMESTAMP_HEADER + " is too far from the host's clock.");
        }
        return new Signature(timestamp, mac(single(request, SIGNATURE_HEADER)));
    }

    /** Whether the holder of the key signed just this request. */
    boolean isOf(IngressRequest request, byte[] body, SigningKey key) {
        String head =
                "v1:" + request.method() + ":" + request.rawPathAndQuery() + ":" + timestamp + ":";
        return MessageDigest.isEqual(key.sign(head.getBytes(StandardCharsets.UTF_8), body), mac);
    }

    private static boolean isSeconds(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= SECONDS_DIGITS;
    }

    private static byte[] mac(String signature) {
        if (signature.startsWith(PREFIX) && signature.length() == PREFIX.length() + DIGITS) {
            try {
                return HexFormat.of().parseHex(signature, PREFIX.length(), signature.length());
            } catch (IllegalArgumentException e) {
                throw misshapen();
            }
        }
        throw misshapen();
    }

    private static IngressRefusal misshapen() {
        return IngressGate.refused(
                "The header "
                        + SIGNATURE_HEADER
                        + " is not 'v1=' followed by 64 hexadecimal digits.");
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
