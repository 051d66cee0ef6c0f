package dev.kheish.plugin.telegram;

import java.time.Duration;

/** Waits between two tries. */
@FunctionalInterface
interface Rest {
    /** Returns after so long, or sooner if there is a reason to try again. */
    void rest(Duration length) throws InterruptedException;
}
