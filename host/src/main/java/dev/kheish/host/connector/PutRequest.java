package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A PUT of a connector.
 *
 * @param actor who asks, for the audit
 * @param condition on the current revision
 */
public record PutRequest(
        ConnectorKey key, ObjectNode body, String actor, RevisionCondition condition) {
    /** A PUT without conditions. */
    public static PutRequest of(ConnectorKey key, ObjectNode body, String actor) {
        return new PutRequest(key, body, actor, RevisionCondition.NONE);
    }
}
