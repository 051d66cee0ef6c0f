package dev.kheish.host.connector;

import java.util.List;

/** How a DELETE ended. */
public sealed interface DeleteOutcome {
    /** It is gone, with its state and its automatic slots. */
    record Deleted() implements DeleteOutcome {}

    /** It takes no events any more and goes when these are done. */
    record Draining(List<Reference> references) implements DeleteOutcome {}

    /** There is none of this name. */
    record Unknown() implements DeleteOutcome {}

    /** It belongs to the connectors file. */
    record FileBacked() implements DeleteOutcome {}

    /** These still need it. */
    record InUse(List<Reference> references) implements DeleteOutcome {}
}
