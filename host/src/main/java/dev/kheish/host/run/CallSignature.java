package dev.kheish.host.run;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves that a request comes from this host: HMAC-SHA256 over version, method, path with query,
 * time and body.
 */
record CallSignature(String timestamp, String value) {
    private static final String ALGORITHM = "HmacSHA256";

    static CallSignature of(String secret, String url, long seconds, byte[] body) {
        String timestamp = Long.toString(seconds);
        String head = "v1:POST:" + pathAndQuery(url) + ":" + timestamp + ":";
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return new CallSignature(
                    timestamp, "v1=" + HexFormat.of().formatHex(mac.doFinal(body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }

    private static String pathAndQuery(String url) {
        URI uri = URI.create(url);
        String path = uri.getRawPath();
        String query = uri.getRawQuery();
        return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }
}
