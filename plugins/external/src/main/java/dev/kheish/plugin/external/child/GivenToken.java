package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.ExternalSettings;
import dev.kheish.plugin.external.Nullable;
import dev.kheish.spi.ConnectorContext;

import java.util.Optional;

/**
 * The shared token in the environment of the program that runs. After a rotation that is the former
 * one, until all of the program has ended: it can show no other, and would refuse calls that do.
 * Safe for use by many threads.
 */
final class GivenToken {
    private final ConnectorContext context;
    private volatile @Nullable String given;

    GivenToken(ConnectorContext context) {
        this.context = context;
    }

    /** A program is started with it, or without one. */
    void set(@Nullable String token) {
        given = token;
    }

    /** All of the program has ended. */
    void clear() {
        given = null;
    }

    /** The one that the program has, while anything of it runs. */
    Optional<String> ofProgram() {
        return Optional.ofNullable(given);
    }

    /**
     * The one that calls to the program carry. A token that cannot be had any more was taken away:
     * nobody is shown what it was.
     */
    Optional<String> forCalls() {
        Optional<String> now = context.secret(ExternalSettings.SHARED_TOKEN);
        return now.map(token -> ofProgram().orElse(token));
    }
}
