package dev.kheish.host.connector;

import dev.kheish.host.plugin.KindLease;
import dev.kheish.host.store.Reader;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.SettingRole;
import dev.kheish.spi.SettingSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what still needs a connector: in the rooms above, and in the settings of other connectors.
 */
final class References {
    static final int LIMIT = 100;

    private final KindSource kinds;
    private final Entries entries;
    private final Targets targets;
    private final List<ReferenceSource> sources;

    References(KindSource kinds, Entries entries, Targets targets, List<ReferenceSource> sources) {
        this.kinds = kinds;
        this.entries = entries;
        this.targets = targets;
        this.sources = sources;
    }

    /** At most {@link #LIMIT}; a connector's reference to itself does not count. */
    List<Reference> of(Reader reader, Definition definition, List<Reference> ofConnectors) {
        List<Reference> found = new ArrayList<>(ofConnectors);
        ConnectorKey key = definition.key();
        for (ReferenceSource source : sources) {
            if (found.size() < LIMIT) {
                found.addAll(
                        source.references(
                                reader,
                                key.kind(),
                                key.name(),
                                definition.incarnation(),
                                LIMIT - found.size()));
            }
        }
        return List.copyOf(found);
    }

    /** Other connectors whose reply targets name it. Asks kinds, so not on the writer thread. */
    List<Reference> ofConnectors(ConnectorKey key) {
        List<Reference> found = new ArrayList<>();
        for (Entry entry : entries.sorted()) {
            if (!entry.key().equals(key) && found.size() < LIMIT) {
                setting(entry, key)
                        .ifPresent(
                                path ->
                                        found.add(
                                                new Reference(
                                                        "connector",
                                                        entry.key().toString(),
                                                        path + " names it")));
            }
        }
        return found;
    }

    private Optional<String> setting(Entry entry, ConnectorKey key) {
        Optional<KindLease> lease = kinds.lease(entry.key().kind());
        if (lease.isEmpty()) {
            return Optional.empty();
        }
        try (KindLease held = lease.get()) {
            for (SettingSpec spec : held.kind().settings()) {
                if (spec.role() == SettingRole.REPLY_TARGETS && names(entry, spec.name(), key)) {
                    return Optional.of(spec.name());
                }
            }
        }
        return Optional.empty();
    }

    private boolean names(Entry entry, String setting, ConnectorKey key) {
        for (ReplyHandle handle :
                ConnectorSettings.handles(entry.definition().settings().path(setting))) {
            if (handle.plugin().equals(key.kind())
                    && targets.decode(handle, Origin.OPERATOR, key)
                            instanceof TargetOutcome.Ok(StoredTarget target)
                    && key.name().equals(target.connector())) {
                return true;
            }
        }
        return false;
    }
}
