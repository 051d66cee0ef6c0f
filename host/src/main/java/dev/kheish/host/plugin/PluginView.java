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
 * @param warnings what its author should mend; it works nevertheless
 * @param kept present if it is closed and a garbage collection could not remove its classes
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
        int spiLevel,
        List<String> warnings,
        Optional<Kept> kept) {
    public PluginView {
        kinds = List.copyOf(kinds);
        warnings = List.copyOf(warnings);
    }

    /**
     * Why a closed plugin takes up memory; the lines are for people.
     *
     * @param by what holds it there, as far as it can be seen
     */
    public record Kept(List<String> by) {
        public Kept {
            by = List.copyOf(by);
        }
    }

    /** Why it was not taken; the detail is for people. */
    public record Refusal(RefusalReason reason, String detail) {}

    boolean isSamePluginAs(PluginView other) {
        return generation > 0 && generation == other.generation && id.equals(other.id);
    }

    PluginView in(PluginState changed) {
        return with(changed, kept);
    }

    PluginView keptBy(List<String> holders) {
        return with(state, Optional.of(new Kept(holders)));
    }

    private PluginView with(PluginState otherState, Optional<Kept> otherKept) {
        return new PluginView(
                id,
                version,
                digest,
                source,
                otherState,
                kinds,
                refusal,
                generation,
                loadedAtMs,
                spiLevel,
                warnings,
                otherKept);
    }
}
