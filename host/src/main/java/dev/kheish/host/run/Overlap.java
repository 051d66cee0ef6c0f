package dev.kheish.host.run;

import java.util.Locale;

/** What happens when a schedule fires and its last run has not ended. */
public enum Overlap {
    /** That time is left out. */
    SKIP,
    /** One more run waits, not two. */
    QUEUE_ONE,
    /** The run is added in any case. */
    PARALLEL;

    /** As the API shows it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
