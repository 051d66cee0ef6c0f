package dev.kheish.sidecar;

import dev.kheish.sidecar.http.HttpAnswer;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** How one answer to a single event is taken. */
sealed interface Reading {
    int MAX_ANSWER_BYTES = 1_048_576;

    /** The event is settled. */
    record Settled(Submission submission) implements Reading {}

    /** The same event has to be sent again, not before {@code afterMillis}. */
    record Again(OptionalLong afterMillis, String why) implements Reading {}

    /** Sending it again is of no use. */
    record Refused(int status, Problem problem) implements Reading {}

    /** The host does not know protocol version 2. */
    record OlderVersion() implements Reading {}

    /** Reads the answer to an event that was sent with {@code version}. */
    static Reading single(HttpAnswer answer, int version, long nowMillis) throws IOException {
        if (isTransient(answer.status())) {
            return again(answer, nowMillis);
        }
        byte[] body = answer.bytes(MAX_ANSWER_BYTES);
        if (answer.status() != 200) {
            return new Refused(answer.status(), Problem.read(body));
        }
        Submission submission = object(body).map(Submission::read).orElse(null);
        if (submission == null) {
            return new Again(OptionalLong.empty(), "an answer that cannot be read");
        }
        return tooNew(submission, version) ? new OlderVersion() : new Settled(submission);
    }

    static Again again(HttpAnswer answer, long nowMillis) {
        return new Again(
                RetryAfter.millis(answer.header("retry-after"), nowMillis),
                "status " + answer.status());
    }

    /** True for answers that may be others next time. */
    static boolean isTransient(int status) {
        return status == 408 || status == 429 || status >= 500;
    }

    /** True if a host without version 2 says so. */
    static boolean tooNew(Submission submission, int version) {
        return version > 1
                && submission.rejected()
                && submission.reason().orElse("").contains("unsupported protocol_version");
    }

    /** The body as an object, or empty: something on the way cut or replaced it. */
    static Optional<JsonObject> object(byte[] body) {
        try {
            return Optional.of(JsonObject.parse(body));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }
}
