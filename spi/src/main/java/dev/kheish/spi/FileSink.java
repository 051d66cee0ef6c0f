package dev.kheish.spi;

import java.io.IOException;
import java.io.InputStream;

/** Takes the bytes of one fetched file. For one thread. */
public interface FileSink {
    /** The largest file it takes, in bytes. */
    long limit();

    /**
     * Stores the content and ends the fetch. The stream is read to its end and closed.
     *
     * @param mediaType as declared by the platform, such as {@code image/png}
     * @throws FetchException permanent if the content is empty or larger than {@link #limit}
     * @throws IOException if reading the content fails
     */
    void accept(String mediaType, InputStream content) throws FetchException, IOException;
}
