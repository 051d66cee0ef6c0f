package dev.kheish.host.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 over the names and contents of jars. */
final class JarDigest {
    private static final int BUFFER = 64 * 1024;

    private JarDigest() {}

    /** Lower-case hex; the order of the jars counts. */
    static String of(List<Path> jars) throws IOException {
        MessageDigest all = sha256();
        for (Path jar : jars) {
            all.update(jar.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            all.update((byte) 0);
            all.update(
                    contentOf(jar)); // of fixed length, so that no two lists of jars read the same
        }
        return HexFormat.of().formatHex(all.digest());
    }

    private static byte[] contentOf(Path jar) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(jar)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
