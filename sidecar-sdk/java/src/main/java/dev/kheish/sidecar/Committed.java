package dev.kheish.sidecar;

/** It arrived. */
record Committed(String detail) implements Outcome {}
