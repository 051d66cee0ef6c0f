package dev.kheish.host.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Classes that nobody uses, loaded beside those of a plugin. Let go together with them they tell
 * two reasons apart for which a plugin's classes are still in memory: the garbage collector has not
 * looked yet, or something keeps them.
 */
final class CollectionWitness extends ClassLoader {
    private static final String MARK = Mark.class.getName();

    private CollectionWitness() {
        super("witness", null);
        byte[] code = codeOfMark();
        defineClass(MARK, code, 0, code.length);
    }

    /** As old as what it is to be compared with, if made at the same time. */
    static CollectionWitness create() {
        return new CollectionWitness();
    }

    private static byte[] codeOfMark() {
        String path = MARK.replace('.', '/') + ".class";
        try (InputStream in = CollectionWitness.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("The host's own class is missing: " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to read a class of the host: " + path, e);
        }
    }

    /** Unloading a loader takes a class that it has loaded. */
    private static final class Mark {}
}
