package dev.kheish.host.run;

import dev.kheish.host.store.RowId;

/** A run that has a row. */
public record StoredRun(long seq, long session, RowId id) {
    static final String PREFIX = "run_";

    /** As the API shows it. */
    public String text() {
        return id.text(PREFIX);
    }
}
