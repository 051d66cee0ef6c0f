package dev.kheish.spi;

import java.util.Objects;

/**
 * One mistake in the settings of a connector.
 *
 * @param field path of the member, such as {@code child_process.env.PATH}; empty for the whole
 * @param message what is wrong with it and what would be right; no secret
 */
public record FieldError(String field, String message) {
    /** Refuses null. */
    public FieldError {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(message, "message");
    }

    /** The way to make one: the record may gain members. */
    public static FieldError of(String field, String message) {
        return new FieldError(field, message);
    }
}
