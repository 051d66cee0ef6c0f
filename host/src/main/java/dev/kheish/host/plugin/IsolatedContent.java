package dev.kheish.host.plugin;

import dev.kheish.spi.IngressReply;

import java.io.IOException;
import java.io.InputStream;

/** The only door from the host to bytes that a plugin serves. As safe as what it wraps. */
final class IsolatedContent implements IngressReply.Content {
    private final IngressReply.Content content;
    private final Isolation in;

    IsolatedContent(IngressReply.Content content, Isolation in) {
        this.content = content;
        this.in = in;
    }

    @Override
    public String mediaType() {
        return in.call("mediaType", content::mediaType);
    }

    @Override
    public String fileName() {
        return in.call("fileName", content::fileName);
    }

    @Override
    public String etag() {
        return in.call("etag", content::etag);
    }

    @Override
    public long length() {
        return in.call("length", content::length);
    }

    @Override
    public InputStream open(long offset) throws IOException {
        return in.call("open", IOException.class, () -> content.open(offset));
    }
}
