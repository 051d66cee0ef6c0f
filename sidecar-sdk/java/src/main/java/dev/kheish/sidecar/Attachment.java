package dev.kheish.sidecar;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that goes with a delivery. Its bytes come from {@link Sidecar#download} or {@link
 * Sidecar#open}, while the delivery is under way. Immutable.
 */
public final class Attachment {
    private final String id;
    private final String mediaType;
    private final String downloadPath;
    private final @Nullable String fileName;
    private final @Nullable String sha256;
    private final OptionalLong byteLength;

    private Attachment(JsonObject descriptor) {
        this.id = descriptor.requiredText("id");
        this.mediaType = descriptor.requiredText("media_type");
        this.downloadPath = descriptor.requiredText("download_path");
        this.fileName = descriptor.text("file_name").orElse(null);
        this.sha256 = descriptor.text("sha256").orElse(null);
        this.byteLength = descriptor.integer("byte_length");
        if (byteLength.isPresent() && byteLength.getAsLong() < 0) {
            throw new JsonException("'byte_length' is negative.");
        }
    }

    static Attachment read(JsonObject descriptor) {
        return new Attachment(descriptor);
    }

    /** Such as {@code ast_01k…}. */
    public String id() {
        return id;
    }

    /** Such as {@code image/png}. */
    public String mediaType() {
        return mediaType;
    }

    /** The name it was given; may hold anything, so do not use it as a path. */
    public Optional<String> fileName() {
        return Optional.ofNullable(fileName);
    }

    /** Lower-case hex of SHA-256 over the bytes. */
    public Optional<String> sha256() {
        return Optional.ofNullable(sha256);
    }

    /** How many bytes it has. */
    public OptionalLong byteLength() {
        return byteLength;
    }

    /** Where the host serves it, a path below its address. */
    public String downloadPath() {
        return downloadPath;
    }
}
