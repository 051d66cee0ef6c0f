package dev.kheish.host.run;

import dev.kheish.host.asset.PreparedBlob;

/** What became of a file that an event referred to. */
sealed interface FetchedFile {
    /** Its bytes are on disk. */
    record Stored(PreparedBlob blob) implements FetchedFile {}

    /** It could not be had. */
    record Missing(String name, String why) implements FetchedFile {}
}
