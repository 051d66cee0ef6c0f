package dev.kheish.bench;

/** One run of the load generator, and what it cost the server's process for each answer. */
record Measured(Load load, double cpuMicros, double writtenBytes) {}
