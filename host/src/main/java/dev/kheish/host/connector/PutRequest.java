package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;

/**
 * A PUT of a connector.
 *
 * @param actor who asks, for the audit
 * @param ifMatch revisions of which one must be the current one; empty for any state
 * @param ifAnyMatch it must exist
 * @param ifNoneMatch it must not exist
 */
public record PutRequest(
        ConnectorKey key,
        ObjectNode body,
        String actor,
        List<String> ifMatch,
        boolean ifAnyMatch,
        boolean ifNoneMatch) {
    /** A PUT without conditions. */
    public static PutRequest of(ConnectorKey key, ObjectNode body, String actor) {
        return new PutRequest(key, body, actor, List.of(), false, false);
    }
}
