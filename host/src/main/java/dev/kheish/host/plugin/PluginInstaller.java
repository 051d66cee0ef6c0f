package dev.kheish.host.plugin;

import dev.kheish.spi.ConnectorKind;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes a source all the way from its files to its kinds being offered. One thread at a time. */
final class PluginInstaller {
    private static final System.Logger LOG = System.getLogger(PluginInstaller.class.getName());

    private static final int MOST_SHOWN = 5;

    private final Staging staging;
    private final PluginLoader loader;
    private final PluginRegistry registry;
    private final Clock clock;
    private final Map<String, Long> generations = new HashMap<>();
    private volatile SuccessorCheck successors = (kind, successor) -> List.of();

    PluginInstaller(Staging staging, PluginLoader loader, PluginRegistry registry, Clock clock) {
        this.staging = staging;
        this.loader = loader;
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * What should be known about the source from now on; what was offered from there stays on
     * refusal.
     */
    PluginSlot install(PluginSource source, @Nullable PluginSlot before) {
        PluginEntry current = before == null ? null : before.current();
        StagedPlugin staged;
        try {
            staged = staging.stage(source);
        } catch (IOException e) {
            String detail = "it cannot be copied to the staging folder: " + e;
            return refused(
                    new LoadResult.Refused(
                            source, source.defaultId(), RefusalReason.UNREADABLE_JAR, detail),
                    before,
                    "");
        }
        if (current != null && current.plugin().digest().equals(staged.digest())) {
            return PluginSlot.offered(source, current); // touched, or back to what it was
        }
        if (staging.isRetired(staged.digest())) {
            return new PluginSlot(source, current, null, retired(source, staged));
        }
        forget(before);
        return switch (load(source, staged, current)) {
            case LoadResult.Refused refusal -> refused(refusal, before, staged.digest());
            case LoadResult.Loaded(LoadedPlugin plugin) -> offered(plugin, current);
        };
    }

    /** The content that was retired there is no more: should it come back, it is welcome. */
    void forget(@Nullable PluginSlot slot) {
        if (slot == null || slot.retired() == null) {
            return;
        }
        try {
            staging.welcome(slot.retired().digest());
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "Retired content could not be forgotten: " + slot.retired().digest(),
                    e);
        }
    }

    /** Keeps the content that was offered from being taken again. */
    PluginSlot retire(PluginSlot slot, PluginEntry current) {
        String digest = current.plugin().digest();
        try {
            staging.retire(digest);
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "Plugin will be back after a restart, its mark was not written: "
                            + current.id(),
                    e);
        }
        PluginView view = registry.view(current).in(PluginState.CLOSED);
        return new PluginSlot(slot.tried(), null, slot.refused(), view);
    }

    /** Removes staged copies of anything but these. */
    void keepOnly(Set<String> digests) {
        try {
            staging.keepOnly(digests);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Unused copies of plugins could not be removed", e);
        }
    }

    private LoadResult load(
            PluginSource source, StagedPlugin staged, @Nullable PluginEntry current) {
        LoadResult result = loader.load(source, staged);
        if (!(result instanceof LoadResult.Loaded(LoadedPlugin plugin))) {
            return result;
        }
        Optional<String> conflict = registry.conflict(plugin, current);
        if (conflict.isPresent()) {
            loader.discard(plugin);
            return new LoadResult.Refused(
                    source, plugin.id(), RefusalReason.NAME_TAKEN, conflict.get());
        }
        LoadResult started = loader.start(plugin);
        return current != null && started instanceof LoadResult.Loaded
                ? unlessConnectorsObject(plugin, current)
                : started;
    }

    private LoadResult unlessConnectorsObject(LoadedPlugin successor, PluginEntry current) {
        List<String> objections = new ArrayList<>();
        for (String kind : current.plugin().kindNames()) {
            ConnectorKind next = successor.kinds().get(kind);
            objections.addAll(successors.objections(kind, Optional.ofNullable(next)));
        }
        if (objections.isEmpty()) {
            return new LoadResult.Loaded(successor);
        }
        loader.discard(successor);
        return new LoadResult.Refused(
                successor.source(),
                successor.id(),
                RefusalReason.CONNECTORS_NOT_ACCEPTED,
                "generation %d stays at work: %s"
                        .formatted(current.generation(), shortened(objections)));
    }

    private static String shortened(List<String> objections) {
        String shown = objections.stream().limit(MOST_SHOWN).collect(Collectors.joining("; "));
        int more = objections.size() - MOST_SHOWN;
        return more > 0 ? shown + "; and " + more + " more" : shown;
    }

    /** Asked from now on before something takes the place of what is at work. */
    void ask(SuccessorCheck check) {
        successors = check;
    }

    private PluginSlot offered(LoadedPlugin plugin, @Nullable PluginEntry replaced) {
        long generation = generations.merge(plugin.id(), 1L, Long::sum);
        PluginEntry entry = new PluginEntry(plugin, generation, clock.millis());
        registry.offer(entry, replaced);
        LOG.log(
                Level.INFO,
                "Plugin offers {0} from {1}, generation {2}: {3}",
                plugin.kindNames().toString(),
                plugin.source().path().toString(),
                Long.toString(generation),
                plugin.id());
        return PluginSlot.offered(plugin.source(), entry);
    }

    private PluginSlot refused(
            LoadResult.Refused refusal, @Nullable PluginSlot before, String digest) {
        LOG.log(
                Level.WARNING,
                "Plugin refused, {0}: {1}: {2}",
                refusal.reason().name(),
                refusal.detail(),
                refusal.source().path().toString());
        PluginView view =
                new PluginView(
                        refusal.id(),
                        Optional.empty(),
                        digest,
                        refusal.source().path(),
                        PluginState.REFUSED,
                        List.of(),
                        Optional.of(new PluginView.Refusal(refusal.reason(), refusal.detail())),
                        0,
                        clock.millis(),
                        0,
                        List.of(),
                        Optional.empty());
        return before == null
                ? new PluginSlot(refusal.source(), null, view, null)
                : before.refused(refusal.source(), view);
    }

    // No class of it is loaded for this, nor is its manifest worth a failure.
    private PluginView retired(PluginSource source, StagedPlugin staged) {
        Optional<PluginLabel> label;
        try {
            label = Optional.of(PluginLabel.read(source, staged.jars()));
        } catch (PluginRefusal e) {
            label = Optional.empty(); // retired by its content, which a newer host may no longer
            // take
        }
        return new PluginView(
                label.map(PluginLabel::id).orElseGet(source::defaultId),
                label.flatMap(PluginLabel::version),
                staged.digest(),
                source.path(),
                PluginState.CLOSED,
                List.of(),
                Optional.empty(),
                0,
                clock.millis(),
                label.map(PluginLabel::spiLevel).orElse(0),
                List.of(),
                Optional.empty());
    }
}
