package dev.kheish.host.run;

import org.jspecify.annotations.Nullable;

/** A run that may be claimed from {@code dueMs} on. */
record Ready(long dueMs, long run, long session, @Nullable Long connector) {}
