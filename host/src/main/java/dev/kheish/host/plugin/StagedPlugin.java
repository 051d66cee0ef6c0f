package dev.kheish.host.plugin;

import java.nio.file.Path;
import java.util.List;

/** Copies that nobody writes to: what a plugin is loaded from. */
record StagedPlugin(String digest, List<Path> jars) {
    StagedPlugin {
        jars = List.copyOf(jars);
    }
}
