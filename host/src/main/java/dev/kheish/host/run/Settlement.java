package dev.kheish.host.run;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * The memory of the last call that settled a run: digest of token and body, then the state and due
 * time that it led to. A call with the same digest is a repeat and gets the same answer.
 */
final class Settlement {
    private static final int DIGEST = 32;

    private Settlement() {}

    /** What a settling call led to. */
    record Result(RunState state, @Nullable Long retryAtMs) {}

    static byte[] digest(String token, String verb, String body) {
        MessageDigest sha256 = LeaseToken.sha256();
        for (String part : new String[] {token, verb, body}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            sha256.update(bytes);
        }
        return sha256.digest();
    }

    static byte[] pack(byte[] digest, Result result) {
        Long retryAt = result.retryAtMs();
        return ByteBuffer.allocate(DIGEST + 1 + Long.BYTES)
                .put(digest)
                .put((byte) result.state().code())
                .putLong(retryAt == null ? 0 : retryAt)
                .array();
    }

    /** The result of the earlier call, if this digest repeats it. */
    static Optional<Result> repeated(byte @Nullable [] packed, byte[] digest) {
        if (packed == null || !Arrays.equals(packed, 0, DIGEST, digest, 0, DIGEST)) {
            return Optional.empty();
        }
        ByteBuffer rest = ByteBuffer.wrap(packed, DIGEST, packed.length - DIGEST);
        RunState state = RunState.of(rest.get());
        long retryAt = rest.getLong();
        return Optional.of(new Result(state, retryAt == 0 ? null : retryAt));
    }
}
