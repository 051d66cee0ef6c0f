package dev.kheish.host.plugin;

import org.jspecify.annotations.Nullable;

/**
 * What is known about one path in a plugins folder.
 *
 * @param tried what lay there when it was last dealt with
 * @param current what is offered from there
 * @param refused what became of the newest content, if it was not taken
 * @param retired what an operator sent away; its content is not taken again
 */
record PluginSlot(
        PluginSource tried,
        @Nullable PluginEntry current,
        @Nullable PluginView refused,
        @Nullable PluginView retired) {
    static PluginSlot offered(PluginSource tried, PluginEntry current) {
        return new PluginSlot(tried, current, null, null);
    }

    PluginSlot refused(PluginSource source, PluginView refusal) {
        return new PluginSlot(source, current, refusal, null);
    }

    /** Whether it may be taken once another plugin has gone. */
    boolean waitsForName() {
        return isRefusedFor(RefusalReason.NAME_TAKEN);
    }

    /** Whether it may be taken once connectors have changed. */
    boolean waitsForConnectors() {
        return isRefusedFor(RefusalReason.CONNECTORS_NOT_ACCEPTED);
    }

    private boolean isRefusedFor(RefusalReason reason) {
        return refused != null
                && refused.refusal().filter(refusal -> refusal.reason() == reason).isPresent();
    }
}
