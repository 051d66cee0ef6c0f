package dev.kheish.host.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The 32 bytes that wrap the keys of the store, and where they came from. */
final class MasterKey {
    private static final int LENGTH = 32;
    private static final String VARIABLE = "KHEISH_MASTER_KEY";
    private static final String FILE_VARIABLE = "KHEISH_MASTER_KEY_FILE";
    private static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";
    private static final String CREDENTIAL = "kheish-master-key";
    private static final String HOME_FILE = "master.key";
    private static final int FILE_LIMIT = 4096;
    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rw-------");

    private final byte[] bytes;
    private final String origin;

    private MasterKey(byte[] bytes, String origin) {
        this.bytes = bytes;
        this.origin = origin;
    }

    /**
     * The one key that there is; empty if there is none.
     *
     * @throws SecretException if there is more than one, or one that cannot be used
     */
    static Optional<MasterKey> find(Path home, Map<String, String> environment) {
        List<Place> places = new ArrayList<>();
        String inline = environment.getOrDefault(VARIABLE, "");
        if (!inline.isBlank()) {
            places.add(new Place(VARIABLE, () -> inline.getBytes(StandardCharsets.UTF_8)));
        }
        String file = environment.getOrDefault(FILE_VARIABLE, "");
        if (!file.isBlank()) {
            places.add(
                    new Place(
                            FILE_VARIABLE + " (" + file + ")", () -> read(Path.of(file.strip()))));
        }
        String credentials = environment.getOrDefault(CREDENTIALS, "");
        if (!credentials.isBlank() && Files.exists(Path.of(credentials, CREDENTIAL))) {
            Path path = Path.of(credentials, CREDENTIAL);
            places.add(new Place("the systemd credential " + CREDENTIAL, () -> read(path)));
        }
        Path own = home.resolve(HOME_FILE);
        if (Files.exists(own)) {
            places.add(new Place(own.toString(), () -> readPrivate(own)));
        }
        if (places.size() > 1) {
            throw new SecretException(
                    "There is more than one master key: "
                            + String.join(" and ", places.stream().map(Place::name).toList())
                            + ". Keep the one that the secrets were written with.");
        }
        return places.stream().findFirst().map(MasterKey::load);
    }

    /** Makes the home's own key. It is on disk, whole, when this returns. */
    static MasterKey create(Path home) {
        byte[] bytes = new byte[LENGTH];
        new SecureRandom().nextBytes(bytes);
        Path file = home.resolve(HOME_FILE);
        byte[] text =
                (Base64.getEncoder().encodeToString(bytes) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            Files.createDirectories(home);
            Path unfinished = home.resolve(HOME_FILE + ".new");
            Files.deleteIfExists(unfinished);
            Files.createFile(unfinished, PosixFilePermissions.asFileAttribute(PRIVATE));
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(text));
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel folder = FileChannel.open(home, StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw new SecretException("Failed to make the master key " + file, e);
        }
        return new MasterKey(bytes, file.toString());
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** For messages. */
    String origin() {
        return origin;
    }

    private static MasterKey load(Place place) {
        byte[] content;
        try {
            content = place.content().read();
        } catch (IOException e) {
            throw new SecretException("Failed to read the master key from " + place.name(), e);
        }
        return new MasterKey(decode(content, place.name()), place.name());
    }

    private static byte[] decode(byte[] content, String origin) {
        if (content.length == LENGTH) {
            return content;
        }
        try {
            byte[] bytes =
                    Base64.getDecoder().decode(new String(content, StandardCharsets.UTF_8).strip());
            if (bytes.length == LENGTH) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw unusable(origin);
        }
        throw unusable(origin);
    }

    private static SecretException unusable(String origin) {
        return new SecretException(
                "The master key from %s is not 32 bytes in base64; `openssl rand -base64 32` makes one."
                        .formatted(origin));
    }

    private static byte[] readPrivate(Path file) throws IOException {
        if (!PRIVATE.containsAll(Files.getPosixFilePermissions(file))) {
            throw new SecretException(
                    "The master key %s can be read by others; run `chmod 600` on it."
                            .formatted(file));
        }
        return read(file);
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.size(file) > FILE_LIMIT) {
            throw new IOException(file + " is too large for a key");
        }
        return Files.readAllBytes(file);
    }

    @Override
    public String toString() {
        return "master key from " + origin;
    }

    private record Place(String name, Content content) {}

    @FunctionalInterface
    private interface Content {
        byte[] read() throws IOException;
    }
}
