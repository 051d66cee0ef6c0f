package dev.kheish.host.cli;

import org.jspecify.annotations.Nullable;

/**
 * {@code kheish demo}. What is null was not given.
 *
 * @param once leave after the round trips instead of serving on
 */
public record DemoOptions(boolean once, @Nullable Integer port) {}
