package dev.kheish.host.cli;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/** {@code kheish check}. What is null was not given. */
public record CheckOptions(@Nullable Path config, @Nullable Path home) {}
