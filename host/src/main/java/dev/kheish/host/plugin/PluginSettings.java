package dev.kheish.host.plugin;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where plugins come from and how patient the host is with them.
 *
 * @param folders scanned in this order; one that does not exist holds no plugins
 * @param staging where copies are made that plugins are loaded from; belongs to this room alone
 * @param rescanEvery time between two looks at the folders; zero means only when asked
 * @param drainFor how long closing waits for plugins that are still in use
 */
public record PluginSettings(
        List<Path> folders, Path staging, Duration rescanEvery, Duration drainFor) {
    public PluginSettings {
        folders = List.copyOf(folders);
    }
}
