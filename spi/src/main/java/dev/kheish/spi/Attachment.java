package dev.kheish.spi;

import java.util.Optional;

/**
 * A stored file that goes with an output. Implemented by the host; bytes come from {@link #open}.
 */
public interface Attachment extends IngressReply.Content {
    /** Such as {@code ast_01k…}. */
    String id();

    /** Its internal address, {@code asset://<id>}. */
    String uri();

    /** Lower-case hex of SHA-256 over the bytes. */
    String sha256();

    /** The name it was given, if any; {@link #fileName} always has one. */
    Optional<String> givenName();
}
