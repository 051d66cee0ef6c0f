package dev.kheish.plugin.slack;

/**
 * Where something happened or goes: an enterprise organisation, a workspace in it, or what of both
 * is known. Immutable.
 */
record Workspace(@Nullable String enterprise, @Nullable String team) {
    /** What ids of conversations begin with: a part for each that is known. */
    String prefix() {
        return (enterprise == null ? "" : ":enterprise:" + enterprise)
                + (team == null ? "" : ":team:" + team);
    }

    /** {@link #prefix} where there must be something: {@code workspace} when nothing is known. */
    String scope() {
        String prefix = prefix();
        return prefix.isEmpty() ? "workspace" : prefix.substring(1);
    }
}
