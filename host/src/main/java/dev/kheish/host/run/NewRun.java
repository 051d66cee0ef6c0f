package dev.kheish.host.run;

import org.jspecify.annotations.Nullable;

/**
 * A run to add.
 *
 * @param session row number of its session
 * @param connector the incarnation that it came through; null for the API and schedules
 * @param preparing whether files are to be fetched first
 * @param receipts keys of its receipts, 16 bytes each
 * @param fingerprint first 16 bytes of SHA-256 over the event
 * @param input what {@link RunInput#write} gave
 * @param replayOf the run that it repeats
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NewRun(
        long session,
        @Nullable Long connector,
        boolean preparing,
        byte @Nullable [] receipts,
        byte @Nullable [] fingerprint,
        String input,
        @Nullable Long replayOf) {
    /** A run without connector and receipts. */
    public static NewRun of(long session, String input) {
        return new NewRun(session, null, false, null, null, input, null);
    }
}
