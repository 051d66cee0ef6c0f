package dev.kheish.spi;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** What an attempt can show for itself. Kept with the attempt. Immutable. */
public final class Evidence {
    private static final Evidence NONE = new Evidence(null, null, null, Failure.NONE);

    /** What sort of failure it was: decides whether the breaker counts it. */
    public enum Failure {
        /** None, or one that says nothing about the target's health. */
        NONE,
        /** The target could not be reached or did not answer: counts. */
        TRANSPORT,
        /** The target answered that it is broken, such as HTTP 5xx: counts. */
        SERVER,
        /** The target answered that this request is wrong, such as HTTP 4xx. */
        REQUEST
    }

    private final @Nullable Integer status;
    private final @Nullable String providerId;
    private final @Nullable String answer;
    private final Failure failure;

    private Evidence(
            @Nullable Integer status,
            @Nullable String providerId,
            @Nullable String answer,
            Failure failure) {
        this.status = status;
        this.providerId = providerId;
        this.answer = answer;
        this.failure = Objects.requireNonNull(failure, "failure");
    }

    /** Nothing was sent. */
    public static Evidence none() {
        return NONE;
    }

    /** Sent without getting an answer. */
    public static Evidence transportFailure() {
        return new Evidence(null, null, null, Failure.TRANSPORT);
    }

    /**
     * The answer's HTTP status; 5xx counts as {@link Failure#SERVER}, 4xx as {@link
     * Failure#REQUEST}.
     */
    public static Evidence status(int httpStatus) {
        return new Evidence(httpStatus, null, null, failureOf(httpStatus));
    }

    /** The same with the platform's own id of the message. */
    public Evidence withProviderId(String id) {
        return new Evidence(status, Objects.requireNonNull(id, "id"), answer, failure);
    }

    /**
     * The same with the start of the answer; the host redacts it and cuts it at 1024 characters.
     */
    public Evidence withAnswer(String text) {
        return new Evidence(status, providerId, Objects.requireNonNull(text, "text"), failure);
    }

    /** HTTP status of the answer. */
    public OptionalInt httpStatus() {
        return status == null ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** The platform's id of the message. */
    public Optional<String> providerId() {
        return Optional.ofNullable(providerId);
    }

    /** The start of the answer. */
    public Optional<String> answer() {
        return Optional.ofNullable(answer);
    }

    /** What sort of failure it was. */
    public Failure failure() {
        return failure;
    }

    private static Failure failureOf(int httpStatus) {
        if (httpStatus >= 500) {
            return Failure.SERVER;
        }
        return httpStatus >= 400 ? Failure.REQUEST : Failure.NONE;
    }
}
