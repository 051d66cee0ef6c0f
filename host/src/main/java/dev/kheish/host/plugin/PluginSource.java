package dev.kheish.host.plugin;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/**
 * A jar, or a folder of jars, as it lay in a plugins folder at one moment. Two that are equal have
 * the same files of the same sizes and times.
 */
record PluginSource(Path path, List<Jar> jars) {
    PluginSource {
        jars = List.copyOf(jars);
    }

    /** The id of a plugin whose manifest names none. */
    String defaultId() {
        String name = path.getFileName().toString();
        return name.endsWith(".jar") ? name.substring(0, name.length() - ".jar".length()) : name;
    }

    /**
     * One file.
     *
     * @param key tells it from another of the same name, size and time, where the system can
     */
    record Jar(Path file, long size, FileTime modifiedAt, String key) {}
}
