package dev.kheish.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.SplittableRandom;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the same requests as {@code events.lua}: ids that were never sent before, one in five opens
 * a session, the others go to one of a thousand; signed. For one thread.
 */
final class EventMaker {
    private static final String TEXT =
            "The parcel that left the warehouse on Tuesday has not arrived, and the tracking page still says"
                    + " that it is being prepared. Could somebody look into it and tell me when I can expect it?"
                    + " The number of the order is in the subject, and I am at home on weekdays after five."
                    + " Thank you very much.";

    private final String path;
    private final Keys keys;
    private final Mac mac;
    private final SplittableRandom random = new SplittableRandom(System.nanoTime());

    EventMaker(String path, Keys keys) {
        this.path = path;
        this.keys = keys;
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys.signing().getBytes(UTF_8), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    /** An event of a conversation that is chosen at random. */
    byte[] next() {
        String id = hex(random.nextLong()) + hex(random.nextLong()).substring(0, 8);
        boolean fresh = random.nextInt(5) == 0;
        return request(id, fresh ? id : "%024d".formatted(random.nextInt(1000)));
    }

    /** An event of this conversation. */
    byte[] of(String conversation) {
        return request(hex(random.nextLong()) + hex(random.nextLong()), conversation);
    }

    private byte[] request(String id, String conversation) {
        String body =
                "{\"idempotency_key\":\""
                        + id
                        + "\",\"binding_keys\":[\"conversation-"
                        + conversation
                        + "\"],\"actor_id\":\"customer-4711\",\"content\":\""
                        + TEXT
                        + "\"}";
        String now = Long.toString(System.currentTimeMillis() / 1000);
        byte[] signature =
                mac.doFinal(("v1:POST:" + path + ":" + now + ":" + body).getBytes(UTF_8));
        return ("POST "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + keys.bearer()
                        + "\r\nContent-Type: application/json\r\nX-Kheish-Timestamp: "
                        + now
                        + "\r\nX-Kheish-Signature: v1="
                        + HexFormat.of().formatHex(signature)
                        + "\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body)
                .getBytes(UTF_8);
    }

    private static String hex(long value) {
        return HexFormat.of().toHexDigits(value);
    }
}
