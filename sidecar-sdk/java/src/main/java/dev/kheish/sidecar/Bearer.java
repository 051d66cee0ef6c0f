package dev.kheish.sidecar;

import dev.kheish.sidecar.http.HttpRequest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** Checks the shared token: the whole header, in a time that does not tell how much was right. */
final class Bearer {
    private final byte @Nullable [] expected;

    Bearer(@Nullable String token) {
        this.expected =
                token == null ? null : ("Bearer " + token).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** True without a token of our own, or if the request brings it. */
    boolean admits(HttpRequest request) {
        if (expected == null) {
            return true;
        }
        List<String> given = request.header("authorization");
        return given.size() == 1
                && MessageDigest.isEqual(
                        expected, given.getFirst().getBytes(StandardCharsets.ISO_8859_1));
    }
}
