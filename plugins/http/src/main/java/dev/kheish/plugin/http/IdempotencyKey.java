package dev.kheish.plugin.http;

import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.IngressRequest;

import java.util.List;

/** The name under which a post is taken once. Immutable. */
final class IdempotencyKey {
    static final String HEADER = "Idempotency-Key";

    private static final int RECEIPT_DIGITS = 32;

    private final String digest;
    private final String receipt;

    IdempotencyKey(String connector, String key) {
        this.digest = CanonicalJson.sha256(key);
        this.receipt = HttpKind.NAME + ":" + connector + ":" + digest.substring(0, RECEIPT_DIGITS);
    }

    /**
     * The key of a post: the payload's, or else the header's.
     *
     * @param signed a signature covers the body but not the headers, so that whoever saw the post
     *     could send it again under another key; then only the payload's counts
     */
    static @Nullable String choose(
            @Nullable String inPayload, IngressRequest request, boolean signed) {
        String inHeader = header(request);
        if (inHeader == null) {
            return inPayload;
        }
        if (inPayload == null && signed) {
            throw new BadInputException(
                    "A signed post brings its key in the member 'idempotency_key': the signature"
                            + " does not cover the header "
                            + HEADER
                            + ".");
        }
        if (inPayload != null && !inPayload.equals(inHeader)) {
            throw new BadInputException(
                    "The header "
                            + HEADER
                            + " and the member 'idempotency_key' differ; send one of them.");
        }
        return inHeader;
    }

    /** What the receipt is found by. */
    String receipt() {
        return receipt;
    }

    /** Lower-case hex of SHA-256 over the key. */
    String sha256() {
        return digest;
    }

    private static @Nullable String header(IngressRequest request) {
        List<String> sent = request.headers(HEADER);
        if (sent.isEmpty()) {
            return null;
        }
        List<String> keys =
                sent.stream().map(String::strip).filter(key -> !key.isEmpty()).distinct().toList();
        if (keys.isEmpty()) {
            return null;
        }
        if (keys.size() > 1) {
            throw new BadInputException(
                    "The header " + HEADER + " came with different values; send one.");
        }
        if (Limits.utf8Bytes(keys.getFirst()) > Limits.ID_BYTES) {
            throw new BadInputException(
                    "The header " + HEADER + " is longer than " + Limits.ID_BYTES + " bytes.");
        }
        return keys.getFirst();
    }
}
