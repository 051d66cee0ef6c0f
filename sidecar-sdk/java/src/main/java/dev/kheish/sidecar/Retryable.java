package dev.kheish.sidecar;

/** It may arrive later. */
record Retryable(String detail) implements Outcome {}
