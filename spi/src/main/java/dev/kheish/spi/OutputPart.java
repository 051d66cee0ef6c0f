package dev.kheish.spi;

import java.util.Optional;

/** One piece of an output: a text or an attachment. Implemented by the host. */
public interface OutputPart {
    /** The text; empty for an attachment. */
    Optional<String> text();

    /** The attachment; empty for a text. */
    Optional<Attachment> attachment();
}
