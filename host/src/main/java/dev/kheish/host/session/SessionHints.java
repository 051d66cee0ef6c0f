package dev.kheish.host.session;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What an event says about its session, in the order in which it is believed.
 *
 * @param fixedId the connector's; nothing is looked up or bound then
 * @param givenId the sender's
 * @param fullKey the whole key of the conversation
 * @param keys further keys, sorted
 * @param naturalId the id to make when no key is bound
 */
public record SessionHints(
        @Nullable String fixedId,
        @Nullable String givenId,
        @Nullable String fullKey,
        List<String> keys,
        @Nullable String naturalId) {}
