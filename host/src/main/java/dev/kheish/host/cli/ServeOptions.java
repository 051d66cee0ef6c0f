package dev.kheish.host.cli;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * {@code kheish serve}. What is null was not given.
 *
 * @param strict a plugin or a connector that cannot be loaded ends the start
 */
public record ServeOptions(
        @Nullable Path config,
        @Nullable Path home,
        @Nullable String host,
        @Nullable Integer port,
        boolean strict) {}
