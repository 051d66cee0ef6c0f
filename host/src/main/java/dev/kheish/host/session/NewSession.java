package dev.kheish.host.session;

import org.jspecify.annotations.Nullable;

/** A session to make. */
public record NewSession(
        String id, @Nullable Long connector, @Nullable String threadId, Session.Terms terms) {}
