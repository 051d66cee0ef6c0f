package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * {@code kheish plugins check}.
 *
 * @param file the jar, or the folder of jars
 * @param settings what its connectors are opened with; null if none were given
 * @param start whether they are started too
 * @param alone whether the plugins of the distribution are left aside
 * @param json whether programs read the report
 */
public record PluginCheckOptions(
        Path file, @Nullable ObjectNode settings, boolean start, boolean alone, boolean json) {}
