package dev.kheish.spi;

import jakarta.json.JsonObject;

import java.util.Objects;

/**
 * A file that an event refers to and that is fetched after the commit.
 *
 * @param name file name for people, at most 255 characters
 * @param locator what {@link Connector#fetch} needs to find the file, at most 4 KiB of JSON; stored
 *     with the run, so never a token, nor a URL that holds one
 */
public record FileRef(String name, JsonObject locator) {
    /** Refuses null. */
    public FileRef {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(locator, "locator");
    }

    /** The way to make one: the record may gain members. */
    public static FileRef of(String name, JsonObject locator) {
        return new FileRef(name, locator);
    }
}
