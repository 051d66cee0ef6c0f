package dev.kheish.host.delivery;

import dev.kheish.spi.Attachment;

import java.util.Optional;

/** The files that go with outputs. Safe for use by many threads. */
public interface Attachments {
    /** A stored file by its public id. */
    Optional<Attachment> find(String id);

    /** A path below the host's address where anybody who has it can fetch the file for a day. */
    String downloadPath(Attachment attachment);
}
