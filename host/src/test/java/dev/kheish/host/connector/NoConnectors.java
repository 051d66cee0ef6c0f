package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;

/** Knows no kind; reads handles of the host's own target. */
public class NoConnectors implements ConnectorDirectory {
    @Override
    public Lookup find(String kind, String name) {
        return new Lookup.Unknown();
    }

    @Override
    public Lookup findForDelivery(String kind, String name) {
        return find(kind, name);
    }

    @Override
    public OutputLookup findOutput(String kind) {
        return new OutputLookup.Absent("no kind " + kind);
    }

    @Override
    public TargetOutcome decode(ReplyHandle handle, Origin origin) {
        return handle.plugin().equals(StoredTarget.DAEMON)
                ? new TargetOutcome.Ok(StoredTarget.ofSession(handle.address(), origin))
                : new TargetOutcome.Unknown("There is no kind '" + handle.plugin() + "'.");
    }

    @Override
    public TargetOutcome decode(JsonNode structured, Origin origin) {
        return new TargetOutcome.Bad("No structured targets here.");
    }

    @Override
    public void onChange(Listener listener) {}
}
