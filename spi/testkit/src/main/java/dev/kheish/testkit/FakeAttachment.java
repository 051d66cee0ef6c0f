package dev.kheish.testkit;

import dev.kheish.spi.Attachment;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A small text file. */
public record FakeAttachment(String id, Optional<String> givenName, String content)
        implements Attachment {
    @Override
    public String uri() {
        return "asset://" + id;
    }

    @Override
    public String sha256() {
        return dev.kheish.spi.CanonicalJson.sha256(content);
    }

    @Override
    public String mediaType() {
        return "text/csv";
    }

    @Override
    public String fileName() {
        return givenName.orElse(id + ".csv");
    }

    @Override
    public String etag() {
        return sha256();
    }

    @Override
    public long length() {
        return bytes().length;
    }

    @Override
    public InputStream open(long offset) {
        return new ByteArrayInputStream(bytes(), (int) offset, bytes().length - (int) offset);
    }

    private byte[] bytes() {
        return content.getBytes(StandardCharsets.UTF_8);
    }
}
