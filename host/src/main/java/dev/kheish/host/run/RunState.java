package dev.kheish.host.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a run is in its life. Rows keep {@link #code}; {@link #text} is what the API shows. */
public enum RunState {
    /** Its files are being fetched; it keeps its place in the session's queue. */
    PREPARING(0),
    /** It waits for a worker, for runs before it, or for its next try. */
    QUEUED(1),
    /** A worker has it under a lease. */
    RUNNING(2),
    /** It was answered. */
    COMPLETED(3),
    /** It was given up. */
    FAILED(4),
    /** Somebody called it off. */
    CANCELLED(5);

    private static final RunState[] ALL = values();

    private final int code;
    private final String text = name().toLowerCase(Locale.ROOT);

    RunState(int code) {
        this.code = code;
    }

    /** As the API shows it. */
    public String text() {
        return text;
    }

    /** The state that the API calls so. */
    public static Optional<RunState> of(String text) {
        return Arrays.stream(ALL).filter(state -> state.text.equals(text)).findFirst();
    }

    /** Whether nothing follows. */
    public boolean isFinal() {
        return compareTo(COMPLETED) >= 0;
    }

    int code() {
        return code;
    }

    static RunState of(long code) {
        return ALL[(int) code];
    }
}
