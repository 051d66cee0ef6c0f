package dev.kheish.host.asset;

import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that let their bearer read one asset for a while: an expiry and an HMAC-SHA256 over it and
 * the id. The key lives in the store. Safe for use by many threads.
 */
final class DownloadTokens {
    private static final String KEY_NAME = "asset.signing-key";
    private static final int KEY_BYTES = 32;
    private static final Duration VALID = Duration.ofHours(24);
    private static final Pattern SHAPE = Pattern.compile("[0-9a-z]{1,12}\\.[A-Za-z0-9_-]{43}");
    private static final int RADIX = 36;

    private final byte[] key;
    private final Clock clock;

    private DownloadTokens(byte[] key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    static DownloadTokens open(Store store, Clock clock) throws InterruptedException {
        return new DownloadTokens(store.write(DownloadTokens::key), clock);
    }

    String sign(String assetId) {
        long expires = clock.millis() + VALID.toMillis();
        String mac = Base64.getUrlEncoder().withoutPadding().encodeToString(mac(assetId, expires));
        return Long.toString(expires, RADIX) + "." + mac;
    }

    boolean verifies(String assetId, String token) {
        if (!SHAPE.matcher(token).matches()) {
            return false;
        }
        int dot = token.indexOf('.');
        long expires = Long.parseLong(token.substring(0, dot), RADIX);
        byte[] given = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        return MessageDigest.isEqual(given, mac(assetId, expires)) && clock.millis() < expires;
    }

    private byte[] mac(String assetId, long expires) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal((assetId + "\n" + expires).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    private static byte[] key(Tx tx) {
        String stored =
                tx.one("select value from meta where name = ?", row -> row.text(1), KEY_NAME)
                        .orElseGet(() -> newKey(tx));
        return HexFormat.of().parseHex(stored);
    }

    private static String newKey(Tx tx) {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        String key = HexFormat.of().formatHex(bytes);
        tx.update("insert into meta (name, value) values (?, ?)", KEY_NAME, key);
        return key;
    }
}
