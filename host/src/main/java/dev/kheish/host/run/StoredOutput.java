package dev.kheish.host.run;

import dev.kheish.host.store.RowId;

import org.jspecify.annotations.Nullable;

/**
 * An output that has a row.
 *
 * @param body JSON: content, parts, artifacts, metadata
 */
public record StoredOutput(long seq, long session, @Nullable Long run, RowId id, String body) {
    static final String PREFIX = "out_";

    /** As the API shows it. */
    public String text() {
        return id.text(PREFIX);
    }
}
