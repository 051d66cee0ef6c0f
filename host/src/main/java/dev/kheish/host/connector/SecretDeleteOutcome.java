package dev.kheish.host.connector;

import java.util.List;

/** How deleting a slot ended. */
public sealed interface SecretDeleteOutcome {
    /** It is gone. */
    record Deleted() implements SecretDeleteOutcome {}

    /** There is none of this name. */
    record Unknown() implements SecretDeleteOutcome {}

    /** These connectors use it. */
    record InUse(List<ConnectorKey> users) implements SecretDeleteOutcome {}
}
