package dev.kheish.host.run;

import java.util.Locale;

/** What happens to times that passed while nobody could fire. */
public enum Misfire {
    /** They count as one, which comes now. */
    COALESCE_ONCE,
    /** They are left out. */
    SKIP_MISSED;

    /** As the API shows it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
