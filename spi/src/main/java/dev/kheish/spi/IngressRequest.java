package dev.kheish.spi;

import java.util.List;
import java.util.Optional;

/** One request from outside. Implemented by the host; for the thread that handles it. */
public interface IngressRequest {
    /** Upper-case method. */
    String method();

    /** Path and query exactly as received, undecoded: what signatures cover. */
    String rawPathAndQuery();

    /** The decoded value of {@code {name}} in the route's path. */
    String pathParameter(String name);

    /** The first value of a query parameter, decoded. */
    Optional<String> queryParameter(String name);

    /** The first value of a header; names are compared without case. */
    Optional<String> header(String name);

    /** All values of a header, one for each time it was sent. */
    List<String> headers(String name);

    /** The caller's address as text, as far as the host knows it. Not a proof of anything. */
    String remoteAddress();

    /**
     * Whether the caller sits on this machine and no header says that a proxy passed the request
     * on: {@code Forwarded}, {@code X-Forwarded-*}, {@code X-Real-IP}, {@code Via}.
     */
    boolean isLocal();

    /**
     * Says that the caller has proved who it is. Until then the body it sends counts against the
     * memory that strangers may use; so call it before {@link #body} where headers are proof
     * enough. A 401 afterwards is written down like any other, but however often it is repeated it
     * is not turned into 429.
     */
    void authenticated();

    /**
     * Reads the body, once; later calls give the same array. Not called, the body is never read.
     *
     * @return the bytes as received, possibly none
     * @throws IngressRefusal 413 over the route's limit, 503 when strangers hold too much memory,
     *     408 or 400 when the body does not arrive whole
     */
    byte[] body();
}
