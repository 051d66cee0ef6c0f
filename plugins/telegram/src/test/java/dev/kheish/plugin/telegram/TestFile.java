package dev.kheish.plugin.telegram;

import dev.kheish.spi.Attachment;
import dev.kheish.spi.CanonicalJson;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A file of some type and length: its id, and zeros behind it; the last bytes may be missing. */
record TestFile(String id, String fileName, String mediaType, long length, int missing)
        implements Attachment {
    TestFile(String id, String fileName, String mediaType, long length) {
        this(id, fileName, mediaType, length, 0);
    }

    static TestFile of(String id, String fileName, String mediaType) {
        return new TestFile(id, fileName, mediaType, id.length());
    }

    /** Its last byte is missing. */
    static TestFile shortened(String id, String fileName, String mediaType) {
        return new TestFile(id, fileName, mediaType, id.length(), 1);
    }

    @Override
    public String uri() {
        return "asset://" + id;
    }

    @Override
    public String sha256() {
        return CanonicalJson.sha256(id);
    }

    @Override
    public Optional<String> givenName() {
        return Optional.of(fileName);
    }

    @Override
    public String etag() {
        return sha256();
    }

    @Override
    public InputStream open(long offset) {
        byte[] name = id.getBytes(StandardCharsets.UTF_8);
        return new ByteArrayInputStream(Arrays.copyOf(name, (int) length - missing));
    }
}
