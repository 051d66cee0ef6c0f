package dev.kheish.host.health;

import java.util.List;

/** Looks at one part of the host. Answers at once; safe for use by many threads. */
@FunctionalInterface
public interface Check {
    /** What it found; nothing when all is well. */
    List<Warning> look();
}
