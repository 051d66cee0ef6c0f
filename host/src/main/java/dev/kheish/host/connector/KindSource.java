package dev.kheish.host.connector;

import dev.kheish.host.plugin.KindLease;
import dev.kheish.host.plugin.Plugins;
import dev.kheish.host.plugin.SuccessorCheck;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Where kinds come from. Safe for use by many threads. */
public interface KindSource {
    /** Borrows a kind; empty if nobody offers it now. */
    Optional<KindLease> lease(String kind);

    /** The kinds that can be borrowed, sorted. */
    List<String> kindNames();

    /** Calls {@code listener} with the name of each kind that came, went or was replaced. */
    void onChange(Consumer<String> listener);

    /** Has {@code check} asked before a newer generation of a kind takes over. */
    void beforeReplacing(SuccessorCheck check);

    /** What {@link #beforeReplacing} said may be otherwise now. Returns at once. */
    void connectorsChanged();

    /** The kinds of the loaded plugins. */
    static KindSource of(Plugins plugins) {
        return new KindSource() {
            @Override
            public Optional<KindLease> lease(String kind) {
                return plugins.lease(kind);
            }

            @Override
            public List<String> kindNames() {
                return plugins.kindNames();
            }

            @Override
            public void onChange(Consumer<String> listener) {
                plugins.onChange(change -> listener.accept(change.kind()));
            }

            @Override
            public void beforeReplacing(SuccessorCheck check) {
                plugins.beforeReplacing(check);
            }

            @Override
            public void connectorsChanged() {
                plugins.connectorsChanged();
            }
        };
    }
}
