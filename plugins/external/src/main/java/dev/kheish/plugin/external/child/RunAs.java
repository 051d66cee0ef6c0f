package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Nullable;

/**
 * Whom the child process runs as.
 *
 * @param user name or number
 * @param group name or number; the user's own when null
 */
public record RunAs(String user, @Nullable String group) {}
