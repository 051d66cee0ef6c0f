package dev.kheish.testkit;

import dev.kheish.spi.FetchException;
import dev.kheish.spi.FileSink;

import java.io.IOException;
import java.io.InputStream;

/** Takes one fetched file and remembers it. For one thread. */
public final class FakeSink implements FileSink {
    private final long limit;
    private String mediaType = "";
    private byte[] content = new byte[0];

    public FakeSink(long limit) {
        this.limit = limit;
    }

    @Override
    public long limit() {
        return limit;
    }

    @Override
    public void accept(String type, InputStream stream) throws FetchException, IOException {
        try (stream) {
            content = stream.readAllBytes();
        }
        mediaType = type;
        if (content.length == 0) {
            throw FetchException.permanent("it is empty");
        }
        if (content.length > limit) {
            throw FetchException.permanent("it is larger than " + limit + " bytes");
        }
    }

    public String mediaType() {
        return mediaType;
    }

    public byte[] content() {
        return content;
    }
}
