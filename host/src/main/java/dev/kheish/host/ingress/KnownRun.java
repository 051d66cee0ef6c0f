package dev.kheish.host.ingress;

import dev.kheish.spi.RunRef;

/** A run that an earlier event made. */
record KnownRun(long seq, String runId, String sessionId) implements RunRef {}
