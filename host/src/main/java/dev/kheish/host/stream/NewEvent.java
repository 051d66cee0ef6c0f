package dev.kheish.host.stream;

import org.jspecify.annotations.Nullable;

/**
 * One thing that happened. Numbers are those of the rows it is about.
 *
 * @param type such as {@code run_queued}; lower case with underscores
 * @param data JSON of what the rows do not say, without secrets; null where they say it all
 */
public record NewEvent(
        String type,
        @Nullable Long session,
        @Nullable Long run,
        @Nullable Long delivery,
        @Nullable Long connector,
        @Nullable String data) {
    /** About a run. */
    public static NewEvent ofRun(String type, long session, long run, @Nullable String data) {
        return new NewEvent(type, session, run, null, null, data);
    }

    /** About a delivery. */
    public static NewEvent ofDelivery(
            String type, long session, @Nullable Long run, long delivery, @Nullable String data) {
        return new NewEvent(type, session, run, delivery, null, data);
    }

    /** About a session. */
    public static NewEvent ofSession(String type, long session, @Nullable String data) {
        return new NewEvent(type, session, null, null, null, data);
    }

    /** About a connector. */
    public static NewEvent ofConnector(String type, long connector, @Nullable String data) {
        return new NewEvent(type, null, null, null, connector, data);
    }
}
