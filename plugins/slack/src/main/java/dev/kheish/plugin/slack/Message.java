package dev.kheish.plugin.slack;

import java.util.List;
import java.util.Objects;

/**
 * What somebody wrote, changed or deleted. Immutable.
 *
 * @param ts of the event itself: of an edit not that of the edited message; null where only a
 *     thread is told
 * @param actor who did it
 * @param place where
 */
record Message(Kind kind, @Nullable String ts, String actor, Place place, Content content) {
    /** The sorts of messages, with the names that runs see. */
    enum Kind {
        /** A message in a channel, a thread or a direct conversation. */
        MESSAGE("message"),
        /** A message that names the app's bot user. */
        APP_MENTION("app_mention"),
        /** A message has another text now. */
        CHANGED("message_changed"),
        /** A message is gone. */
        DELETED("message_deleted");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        /** Whether it is about a message that came before. */
        boolean isEdit() {
            return this == CHANGED || this == DELETED;
        }
    }

    /**
     * Where a message stands.
     *
     * @param ts the message's own; null where only the thread is told
     * @param thread the first message of the thread that it is in; null outside of threads
     * @param direct whether it is between a person and the app alone
     */
    record Place(String channel, @Nullable String ts, @Nullable String thread, boolean direct) {
        Place {
            if (ts == null && thread == null) {
                throw new BadInputException("'event' has neither 'thread_ts' nor 'ts'.");
            }
        }

        /** The first message of the thread that answers go to. */
        String root() {
            return thread == null ? Objects.requireNonNull(ts) : thread;
        }
    }

    /** What it says, and the files with it. */
    record Content(String text, List<Members> files) {}
}
