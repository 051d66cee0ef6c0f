package dev.kheish.plugin.telegram;

import java.util.List;

/**
 * What somebody wrote or pressed. Immutable.
 *
 * @param actor who did it
 * @param place where
 * @param text may be empty
 * @param files may be empty
 * @param callbackId by which a pressed button is answered; null for messages
 */
record Incoming(
        Update.Kind kind,
        String actor,
        Place place,
        String text,
        List<Media> files,
        @Nullable String callbackId) {

    /**
     * Where a message stands.
     *
     * @param thread the topic of a forum; null outside of topics
     * @param message what answers refer to
     */
    record Place(long chat, @Nullable Long thread, long message) {}
}
