package dev.kheish.host.asset;

import dev.kheish.host.store.RowId;
import dev.kheish.spi.Attachment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file that is stored. Immutable; safe for use by many threads. */
public final class StoredAsset implements Attachment {
    static final String PREFIX = "ast_";

    private final RowId id;
    private final PreparedBlob blob;
    private final Path path;

    StoredAsset(RowId id, PreparedBlob blob, Path path) {
        this.id = id;
        this.blob = blob;
        this.path = path;
    }

    @Override
    public String id() {
        return id.text(PREFIX);
    }

    @Override
    public String uri() {
        return "asset://" + id();
    }

    @Override
    public String sha256() {
        return blob.digest();
    }

    @Override
    public String mediaType() {
        return blob.mediaType();
    }

    @Override
    public Optional<String> givenName() {
        return Optional.ofNullable(blob.fileName());
    }

    @Override
    public String fileName() {
        return givenName().orElseGet(() -> id() + MediaType.extension(mediaType()));
    }

    @Override
    public String etag() {
        return blob.digest();
    }

    @Override
    public long length() {
        return blob.length();
    }

    /** When it was stored. */
    public long createdAtMs() {
        return id.atMs();
    }

    /** Number of its row. */
    public long seq() {
        return id.seq();
    }

    /** Whether the bytes are there, as many as there should be. */
    public boolean isIntact() {
        try {
            return Files.size(path) == length();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public InputStream open(long offset) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(path);
        if (channel.size() != length()) {
            channel.close();
            throw new IOException(
                    "The bytes of asset "
                            + id()
                            + " are damaged: their number is not the stored one");
        }
        channel.position(offset);
        return Channels.newInputStream(channel);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredAsset asset && asset.id.equals(id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id();
    }
}
