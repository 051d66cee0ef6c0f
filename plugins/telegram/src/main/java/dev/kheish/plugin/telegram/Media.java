package dev.kheish.plugin.telegram;

import dev.kheish.spi.FileRef;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;

/**
 * A file of a message, as it is kept until it is fetched: by the id that Telegram gave this bot,
 * which is of no use without its token. Immutable.
 *
 * @param mediaType null where only the answer to the download tells
 * @param size as declared; -1 when not
 */
record Media(String fileId, String name, @Nullable String mediaType, long size) {
    FileRef reference(JsonProvider json) {
        JsonObjectBuilder locator = json.createObjectBuilder().add("file_id", fileId);
        if (mediaType != null) {
            locator.add("media_type", mediaType);
        }
        if (size >= 0) {
            locator.add("size", size);
        }
        return FileRef.of(name, locator.build());
    }

    /** Reads what {@link #reference} wrote. */
    static Media of(FileRef reference) {
        JsonObject locator = reference.locator();
        Members members = new Members(locator, "");
        Long size = members.number("size");
        return new Media(
                locator.getString("file_id"),
                reference.name(),
                members.text("media_type"),
                size == null ? -1 : size);
    }
}
