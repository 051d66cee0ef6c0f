package dev.kheish.host.delivery;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.connector.Lookup;
import dev.kheish.host.connector.OutputLookup;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.connector.TargetOutcome;
import dev.kheish.spi.Origin;
import dev.kheish.spi.Output;
import dev.kheish.spi.ReplyHandle;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Connectors of the kind {@code fake}, whose addresses are {@code name/lane}, and outputs of the
 * kind {@code plain}, whose addresses are URLs.
 */
final class FakeDirectory implements ConnectorDirectory {
    static final String BAD = "bad";

    private final Map<String, Lookup> connectors = new ConcurrentHashMap<>();
    private final Map<String, Output> outputs = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    void put(String name, Lookup lookup) {
        connectors.put(name, lookup);
        listeners.forEach(listener -> listener.changed("fake", name));
    }

    void remove(String name) {
        connectors.remove(name);
        listeners.forEach(listener -> listener.changed("fake", name));
    }

    void putOutput(Output output) {
        outputs.put("plain", output);
    }

    static StoredTarget target(String address) {
        int slash = address.indexOf('/');
        return new StoredTarget(
                "fake",
                address,
                Origin.CLIENT,
                "fake:" + address,
                address.substring(0, slash),
                address.length() == slash + 1 ? null : address.substring(slash + 1));
    }

    static StoredTarget url(String origin, String path) {
        return new StoredTarget(
                "plain", origin + path, Origin.CLIENT, "plain:" + origin, null, null);
    }

    @Override
    public Lookup find(String kind, String name) {
        return connectors.getOrDefault(name, new Lookup.Unknown());
    }

    @Override
    public Lookup findForDelivery(String kind, String name) {
        return find(kind, name);
    }

    @Override
    public OutputLookup findOutput(String kind) {
        Output output = outputs.get(kind);
        return output == null
                ? new OutputLookup.Absent("not loaded")
                : new OutputLookup.Lent(output, () -> {});
    }

    @Override
    public TargetOutcome decode(ReplyHandle handle, Origin origin) {
        if (handle.address().contains(BAD)) {
            return new TargetOutcome.Bad("No such address.");
        }
        return new TargetOutcome.Ok(
                handle.plugin().equals("fake")
                        ? target(handle.address())
                        : new StoredTarget(
                                handle.plugin(), handle.address(), origin, "url", null, null));
    }

    @Override
    public TargetOutcome decode(JsonNode structured, Origin origin) {
        return decode(
                ReplyHandle.of(
                        structured.required("plugin").asText(),
                        structured.required("address").asText()),
                origin);
    }

    @Override
    public void onChange(Listener listener) {
        listeners.add(listener);
    }
}
