package dev.kheish.spi;

import java.util.Optional;

/** A whole answer. Implemented by the host; immutable. */
public interface EgressResponse {
    /** HTTP status. */
    int status();

    /** The first value of a header; names are compared without case. */
    Optional<String> header(String name);

    /** The body; not a copy. */
    byte[] body();
}
