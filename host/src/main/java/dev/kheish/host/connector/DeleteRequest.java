package dev.kheish.host.connector;

/**
 * A DELETE of a connector.
 *
 * @param actor who asks, for the audit
 * @param drain if something still needs it: take no events, and delete it when nothing does
 * @param forget for one that left the file
 * @param condition on the current revision
 */
public record DeleteRequest(
        ConnectorKey key,
        String actor,
        boolean drain,
        boolean forget,
        RevisionCondition condition) {
    /** A DELETE without conditions. */
    public static DeleteRequest of(ConnectorKey key, String actor) {
        return new DeleteRequest(key, actor, false, false, RevisionCondition.NONE);
    }

    /** The same, waiting for what still needs it. */
    public DeleteRequest draining() {
        return new DeleteRequest(key, actor, true, forget, condition);
    }

    /** The same, for one that left the file. */
    public DeleteRequest forgetting() {
        return new DeleteRequest(key, actor, drain, true, condition);
    }
}
