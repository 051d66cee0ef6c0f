package dev.kheish.host.plugin;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Closed class loaders that are still in memory, and what holds them there. Safe for use by many
 * threads.
 */
final class Remains {
    // A thread that was just ending may have been in the way of the first one; what waits for a
    // time to run out may be in the way of the second. What is held softly goes at the collection
    // after the one that finds it old enough.
    private static final int JUDGEMENTS = 2;
    private static final List<Duration> LATER =
            List.of(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(10));

    private final List<Remnant> remnants = new ArrayList<>();

    /** From here on nothing of the host refers to the loader any more. */
    synchronized void watch(
            PluginView closed, PluginClassLoader loader, CollectionWitness witness) {
        remnants.add(
                new Remnant(closed, new WeakReference<>(loader), new WeakReference<>(witness)));
    }

    /** Whether the garbage collector should look at some of them, or look again. */
    synchronized boolean wantJudgement() {
        return remaining().stream().anyMatch(Remnant::isDue);
    }

    /** Has the garbage collector look, as an idle host might not do so for hours. */
    void judge() {
        synchronized (this) {
            remaining().stream().filter(Remnant::isDue).forEach(Remnant::judge);
        }
        System.gc();
    }

    /** Those that garbage collections have found in use. */
    synchronized int kept() {
        return (int) remaining().stream().filter(Remnant::isKept).count();
    }

    /** Those that garbage collections have not looked at often enough. */
    synchronized int unjudged() {
        return (int) remaining().stream().filter(remnant -> !remnant.isKept()).count();
    }

    /** What people see of those that are kept. */
    List<PluginView> views() {
        List<Remnant> now;
        synchronized (this) {
            now = remaining().stream().filter(Remnant::isKept).toList();
        }
        return now.stream().flatMap(remnant -> remnant.view().stream()).toList();
    }

    private List<Remnant> remaining() {
        remnants.removeIf(remnant -> remnant.loader.refersTo(null));
        return remnants;
    }

    private static final class Remnant {
        private final PluginView closed;
        private final WeakReference<PluginClassLoader> loader;
        private final WeakReference<CollectionWitness> witness;
        private final long closedAtNanos = System.nanoTime();
        private int judgements;

        Remnant(
                PluginView closed,
                WeakReference<PluginClassLoader> loader,
                WeakReference<CollectionWitness> witness) {
            this.closed = closed;
            this.loader = loader;
            this.witness = witness;
        }

        void judge() {
            judgements++;
        }

        boolean isDue() {
            if (!isJudged()) {
                return true;
            }
            int later = judgements - JUDGEMENTS;
            return later < LATER.size()
                    && System.nanoTime() - closedAtNanos > LATER.get(later).toNanos();
        }

        boolean isJudged() {
            return judgements >= JUDGEMENTS;
        }

        boolean isKept() {
            return isJudged() && witness.refersTo(null);
        }

        Optional<PluginView> view() {
            PluginClassLoader kept = loader.get();
            return kept == null ? Optional.empty() : Optional.of(closed.keptBy(Holders.of(kept)));
        }
    }
}
