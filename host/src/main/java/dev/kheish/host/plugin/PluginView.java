package dev.kheish.host.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What people see of a plugin. A file that was refused has a view of its own, beside that of the
 * generation that goes on in its place.
 *
 * @param digest SHA-256 over names and contents of its jars; empty if they could not be read
 * @param source the jar, or the folder of jars
 * @param generation counts what was offered under this id since the host started; 0 if refused
 * @param loadedAtMs when it was taken or refused
 * @param spiLevel the level it was built for; 0 if unknown
 */
public record PluginView(
        String id,
        Optional<String> version,
        String digest,
        Path source,
        PluginState state,
        List<String> kinds,
        Optional<Refusal> refusal,
        long generation,
        long loadedAtMs,
        int spiLevel) {
    public PluginView {
        kinds = List.copyOf(kinds);
    }

    /** Why it was not taken; the detail is for people. */
    public record Refusal(RefusalReason reason, String detail) {}

    boolean isSamePluginAs(PluginView other) {
        return generation > 0 && generation == other.generation && id.equals(other.id);
    }

    PluginView in(PluginState changed) {
        return new PluginView(
                id,
                version,
                digest,
                source,
                changed,
                kinds,
                refusal,
                generation,
                loadedAtMs,
                spiLevel);
    }
}
