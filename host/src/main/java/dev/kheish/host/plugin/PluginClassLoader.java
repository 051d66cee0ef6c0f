package dev.kheish.host.plugin;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sees the JDK, the plugin's own jars and, of the host, the contract and the JSON API; nothing
 * else. For those two the host's copy counts even if the plugin brings its own. Safe for use by
 * many threads.
 */
final class PluginClassLoader extends URLClassLoader {
    private static final Set<String> HOST_PACKAGES =
            Set.of("dev/kheish/spi", "jakarta/json", "jakarta/json/spi", "jakarta/json/stream");

    // The host's JSON API falls back on the host's provider; one brought along must not take its
    // place.
    private static final String JSON_PROVIDER = "META-INF/services/jakarta.json.spi.JsonProvider";

    static {
        registerAsParallelCapable();
    }

    private static final String PREFIX = "plugin-";
    private static final AtomicLong COUNT = new AtomicLong();

    private final ClassLoader host;

    /** Its name tells it from every other one in stack traces. */
    PluginClassLoader(String id, URL[] jars, ClassLoader host) {
        super(
                PREFIX + id + "#" + COUNT.incrementAndGet(),
                jars,
                ClassLoader.getPlatformClassLoader());
        this.host = host;
    }

    /**
     * Whether what lies at this path is the host's: the one rule, for classes and for resources.
     */
    static boolean isFromHost(String path) {
        int end = path.lastIndexOf('/');
        return end > 0 && HOST_PACKAGES.contains(path.substring(0, end));
    }

    /** Whether a loader of this name is a plugin's. */
    static boolean isNameOfOne(@Nullable String name) {
        return name != null && name.startsWith(PREFIX);
    }

    /** A class of the host's as one of the plugin's, once. */
    Class<?> define(String name, byte[] code) {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : defineClass(name, code, 0, code.length);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return isFromHost(name.replace('.', '/'))
                ? host.loadClass(name)
                : super.loadClass(name, resolve);
    }

    @Override
    public @Nullable URL getResource(String path) {
        if (path.equals(JSON_PROVIDER)) {
            return null;
        }
        return isFromHost(path) ? host.getResource(path) : super.getResource(path);
    }

    @Override
    public Enumeration<URL> getResources(String path) throws IOException {
        if (path.equals(JSON_PROVIDER)) {
            return Collections.emptyEnumeration();
        }
        return isFromHost(path) ? host.getResources(path) : super.getResources(path);
    }
}
