package dev.kheish.sidecar;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The host did not take all events of a batch within the sidecar's patience. The whole batch can be
 * submitted again: what was taken already comes back as a duplicate.
 */
public final class BatchIncompleteException extends SidecarException {
    private static final long serialVersionUID = 1;

    private final transient List<Optional<Submission>> results;

    BatchIncompleteException(
            String message, List<Optional<Submission>> results, @Nullable Throwable cause) {
        super(message, cause);
        this.results = Collections.unmodifiableList(results);
    }

    /** For each event, in order, what became of it; empty for those that were not taken. */
    public List<Optional<Submission>> results() {
        return results;
    }
}
