package dev.kheish.host.secret;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.store.Tx;

/** Where changes and reads of secrets are written down, and changes of what uses them. */
@FunctionalInterface
public interface AuditTrail {
    /** Appends in the current commit; {@code detail} holds no secret. */
    void append(Tx tx, String actor, String action, String subject, ObjectNode detail);
}
