package dev.kheish.plugin.slack;

/**
 * The keys under which a connector knows conversations and what is said in them. Immutable.
 *
 * @param connector the connector's name
 */
record Conversation(String connector, Workspace workspace, Message.Place place, boolean whole) {
    /**
     * Reads where a message belongs.
     *
     * @param joinsDirect whether all direct messages with one person are one conversation
     */
    static Conversation of(
            String connector, Workspace workspace, Message.Place place, boolean joinsDirect) {
        return new Conversation(connector, workspace, place, joinsDirect && place.direct());
    }

    /** The full key: the thread, or the channel where that is one conversation. */
    String key() {
        String channel =
                SlackKind.NAME + ":" + connector + workspace.prefix() + ":" + place.channel();
        return whole ? channel : channel + ":" + place.root();
    }

    /** The thread that answers go to; null where they go to the channel itself. */
    @Nullable
    String answerThread() {
        return whole ? place.thread() : place.root();
    }

    /** The part of the connector that the rate is counted for. */
    String rateScope() {
        return workspace.scope() + ":channel:" + place.channel();
    }

    /** The receipt of an event by its id. */
    String receipt(String eventId) {
        return SlackKind.NAME + ":" + connector + ":" + workspace.scope() + ":" + eventId;
    }

    /** The receipt of whatever says that there is this message. */
    String receiptOfMessage(String ts) {
        return receipt(place.channel() + ":" + ts);
    }
}
