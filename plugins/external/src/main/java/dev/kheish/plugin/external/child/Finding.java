package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Health;
import dev.kheish.plugin.external.Manifest;

/** What asking a generation gave. */
sealed interface Finding {
    /**
     * It is ours and answers.
     *
     * @param trouble why the last questions went unanswered; empty when they did not
     */
    record Up(Manifest manifest, Health health, long atMs, String trouble) implements Finding {}

    /** Not yet; what is still missing. */
    record NotYet(String missing) implements Finding {}

    /** It has to be replaced. */
    record Hopeless(String reason) implements Finding {}
}
