package dev.kheish.host.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What came of something that an operator asked for. */
public sealed interface DeskOutcome {
    /** It was done; the view tells. */
    record Done(ObjectNode view) implements DeskOutcome {}

    /** There is no such delivery. */
    record Unknown() implements DeskOutcome {}

    /**
     * It cannot be done.
     *
     * @param status HTTP status
     * @param code stable, such as {@code delivery_not_dead_lettered}
     */
    record Refused(int status, String code, String detail) implements DeskOutcome {}
}
