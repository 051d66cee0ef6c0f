package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.plugin.KindLease;
import dev.kheish.spi.Origin;
import dev.kheish.spi.Output;
import dev.kheish.spi.ReplyHandle;

import java.time.Duration;
import java.util.Optional;

/** Finds connectors in memory, without a lock. Safe for use by many threads. */
final class Directory implements ConnectorDirectory {
    private static final Duration AWAY = Duration.ofSeconds(30);

    private final KindSource kinds;
    private final Entries entries;
    private final Targets targets;
    private final FileReading file;
    private final Announcements announcements;

    Directory(
            KindSource kinds,
            Entries entries,
            Targets targets,
            FileReading file,
            Announcements announcements) {
        this.kinds = kinds;
        this.entries = entries;
        this.targets = targets;
        this.file = file;
        this.announcements = announcements;
    }

    @Override
    public Lookup find(String kind, String name) {
        return unlessUnread(entries.forEvents(kind, name), kind, name);
    }

    @Override
    public Lookup findForDelivery(String kind, String name) {
        return unlessUnread(entries.forDeliveries(kind, name), kind, name);
    }

    // A sender that is told 404 may give up for good; the file will be mended.
    private Lookup unlessUnread(Lookup found, String kind, String name) {
        if (found instanceof Lookup.Unknown && file.hidesPerhaps(new ConnectorKey(kind, name))) {
            return new Lookup.Unavailable(
                    "connectors_file_unreadable",
                    "The connector %s/%s was in the connectors file, which cannot be read now."
                            .formatted(kind, name),
                    AWAY);
        }
        return found;
    }

    @Override
    public OutputLookup findOutput(String kind) {
        Optional<KindLease> lease = kinds.lease(kind);
        if (lease.isEmpty()) {
            return new OutputLookup.Absent(
                    "No plugin offers the kind '%s' at the moment.".formatted(kind));
        }
        Optional<Output> output = lease.get().kind().openOutput();
        if (output.isEmpty()) {
            lease.get().close();
            return new OutputLookup.None(
                    "The kind '%s' delivers through its connectors only.".formatted(kind));
        }
        return new OutputLookup.Lent(output.get(), lease.get()::close);
    }

    @Override
    public TargetOutcome decode(ReplyHandle handle, Origin origin) {
        return targets.decode(handle, origin);
    }

    @Override
    public TargetOutcome decode(JsonNode structured, Origin origin) {
        return targets.decode(structured, origin);
    }

    @Override
    public void onChange(Listener listener) {
        announcements.onChange(listener);
    }
}
