package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.spi.FieldError;

import java.util.List;

/** How a PUT ended. Nothing is stored unless it is {@link Stored}. */
public sealed interface PutOutcome {
    /** It is on disk; the view says whether it works. */
    record Stored(boolean created, long revision, ObjectNode view) implements PutOutcome {}

    /** What was sent cannot be a connector; all mistakes at once. */
    record Invalid(List<FieldError> errors) implements PutOutcome {}

    /** Settings would change that are fixed at creation. */
    record Immutable(List<FieldError> errors) implements PutOutcome {}

    /** It belongs to the connectors file. */
    record FileBacked(String detail) implements PutOutcome {}

    /** It is being deleted. */
    record Draining() implements PutOutcome {}

    /** Nobody ever offered this kind here. */
    record UnknownKind(String detail) implements PutOutcome {}

    /** The kind itself is broken; the text says where. */
    record KindFailed(String detail) implements PutOutcome {}

    /** The connector exists, but nobody offers its kind at the moment. */
    record KindAbsent(String detail) implements PutOutcome {}
}
