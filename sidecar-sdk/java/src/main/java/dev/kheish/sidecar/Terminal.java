package dev.kheish.sidecar;

/** It never will arrive. */
record Terminal(String detail) implements Outcome {}
