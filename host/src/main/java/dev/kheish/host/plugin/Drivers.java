package dev.kheish.host.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Callable;

/** Finds JDBC drivers that plugins registered, which hides them from everybody else. */
final class Drivers {
    private Drivers() {}

    /** Names of the driver classes of a loader that are still registered. */
    static List<String> of(PluginClassLoader loader) {
        try {
            Class<?> inside = loader.define(DriverSpy.class.getName(), codeOfSpy());
            Callable<?> spy = (Callable<?>) inside.getConstructor().newInstance();
            return ((List<?>) spy.call()).stream().map(String.class::cast).toList();
        } catch (Exception | LinkageError e) {
            System.getLogger(Drivers.class.getName())
                    .log(Level.DEBUG, "Drivers of a closed plugin cannot be listed", e);
            return List.of();
        }
    }

    private static byte[] codeOfSpy() throws IOException {
        String path = DriverSpy.class.getName().replace('.', '/') + ".class";
        try (InputStream in = ThreadClassLoader.HOST.getResourceAsStream(path)) {
            if (in == null) {
                throw new IOException("The host's own class is missing: " + path);
            }
            return in.readAllBytes();
        }
    }
}
