package dev.kheish.host.plugin;

import dev.kheish.spi.SpiLevel;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * What a plugin says about itself in its manifest, read before any of its classes is loaded.
 *
 * @param bringsHostClasses whether a jar holds classes that the host gives anyway
 */
record PluginLabel(String id, Optional<String> version, int spiLevel, boolean bringsHostClasses) {
    private static final String LEVEL = "Plugin-Spi-Level";
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");

    /**
     * Of several jars one is the plugin: the one whose manifest has a level. The others are
     * libraries.
     */
    static PluginLabel read(PluginSource source, List<Path> jars) throws PluginRefusal {
        Attributes found = null;
        boolean bringsHostClasses = false;
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile())) {
                Attributes attributes = labelOf(file);
                if (attributes != null && found != null) {
                    throw notAPlugin(
                            "more than one of its jars has %s in its manifest".formatted(LEVEL));
                }
                found = attributes == null ? found : attributes;
                bringsHostClasses |= file.stream().anyMatch(PluginLabel::isHostClass);
            } catch (IOException | IllegalArgumentException | SecurityException e) {
                throw new PluginRefusal(
                        RefusalReason.UNREADABLE_JAR, jar.getFileName() + ": " + e.getMessage());
            }
        }
        if (found == null) {
            throw notAPlugin("its manifest has no %s; it may be a library".formatted(LEVEL));
        }
        return new PluginLabel(
                id(source, found),
                Optional.ofNullable(found.getValue("Plugin-Version")).map(String::strip),
                level(found.getValue(LEVEL).strip()),
                bringsHostClasses);
    }

    private static @Nullable Attributes labelOf(JarFile file) throws IOException {
        Manifest manifest = file.getManifest();
        if (manifest == null || manifest.getMainAttributes().getValue(LEVEL) == null) {
            return null;
        }
        return manifest.getMainAttributes();
    }

    private static boolean isHostClass(JarEntry entry) {
        return entry.getName().endsWith(".class") && PluginClassLoader.isFromHost(entry.getName());
    }

    private static String id(PluginSource source, Attributes label) throws PluginRefusal {
        String named = label.getValue("Plugin-Id");
        String id = named == null ? source.defaultId() : named.strip();
        if (!ID.matcher(id).matches()) {
            throw notAPlugin(
                    "its id '%s' is not 1 to 63 lower-case letters, digits, dots and dashes; set Plugin-Id in its manifest"
                            .formatted(id));
        }
        return id;
    }

    private static int level(String text) throws PluginRefusal {
        int level;
        try {
            level = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw unsupported("its %s '%s' is not a number".formatted(LEVEL, text));
        }
        if (level < SpiLevel.OLDEST_SUPPORTED || level > SpiLevel.CURRENT) {
            throw unsupported(
                    "it needs SPI level %d; this host speaks %d to %d"
                            .formatted(level, SpiLevel.OLDEST_SUPPORTED, SpiLevel.CURRENT));
        }
        return level;
    }

    private static PluginRefusal notAPlugin(String detail) {
        return new PluginRefusal(RefusalReason.NOT_A_PLUGIN, detail);
    }

    private static PluginRefusal unsupported(String detail) {
        return new PluginRefusal(RefusalReason.SPI_LEVEL_UNSUPPORTED, detail);
    }
}
