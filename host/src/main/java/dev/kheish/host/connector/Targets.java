package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.plugin.KindLease;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;

import org.jspecify.annotations.Nullable;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads reply targets with the help of the kinds that they name. Safe for use by many threads. */
final class Targets {
    private static final System.Logger LOG = System.getLogger(Targets.class.getName());

    private final KindSource kinds;
    private final Entries entries;

    Targets(KindSource kinds, Entries entries) {
        this.kinds = kinds;
        this.entries = entries;
    }

    TargetOutcome decode(ReplyHandle handle, Origin origin) {
        return decode(handle, origin, null);
    }

    /**
     * @param self a connector that may name itself, though it is not there yet
     */
    TargetOutcome decode(ReplyHandle handle, Origin origin, @Nullable ConnectorKey self) {
        if (handle.address().getBytes(StandardCharsets.UTF_8).length > ListInputs.ADDRESS_LIMIT) {
            return new TargetOutcome.Bad(
                    "The address of a reply target has at most "
                            + ListInputs.ADDRESS_LIMIT
                            + " bytes.");
        }
        if (handle.plugin().equals(StoredTarget.DAEMON)) {
            String session = handle.address().strip();
            return session.isEmpty()
                    ? new TargetOutcome.Bad(
                            "The address of a reply target of the daemon is a session id.")
                    : new TargetOutcome.Ok(StoredTarget.ofSession(session, origin));
        }
        return ask(handle.plugin(), self, kind -> kind.target(handle.address(), origin));
    }

    TargetOutcome decode(JsonNode structured, Origin origin) {
        if (!(structured instanceof ObjectNode object) || !object.path("type").isTextual()) {
            return new TargetOutcome.Bad("A reply target is an object with a member 'type'.");
        }
        String type = object.path("type").textValue();
        if (type.equals("raw")) {
            if (!object.path("plugin").isTextual() || !object.path("address").isTextual()) {
                return new TargetOutcome.Bad(
                        "A raw reply target has the texts 'plugin' and 'address'.");
            }
            String address = object.path("address").textValue();
            return decode(ReplyHandle.of(object.path("plugin").textValue(), address), origin);
        }
        JsonObject value = value(object);
        return ask(type, null, kind -> kind.target(value, origin));
    }

    private TargetOutcome ask(String kind, @Nullable ConnectorKey self, Question question) {
        Optional<KindLease> lease = kinds.lease(kind);
        if (lease.isEmpty()) {
            return new TargetOutcome.Unknown(
                    "No plugin offers the kind '%s' that a reply target names.".formatted(kind));
        }
        try (KindLease held = lease.get()) {
            return check(kind, self, question.ask(held.kind()));
        } catch (TargetException e) {
            return new TargetOutcome.Bad(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A kind failed to read a reply target: " + kind,
                    e);
            return new TargetOutcome.Bad(
                    "The kind '%s' failed to read the reply target.".formatted(kind));
        }
    }

    private TargetOutcome check(String kind, @Nullable ConnectorKey self, Target target) {
        StoredTarget stored = StoredTarget.of(kind, target);
        if (stored.connector() == null || new ConnectorKey(kind, stored.connector()).equals(self)) {
            return new TargetOutcome.Ok(stored);
        }
        return switch (entries.forDeliveries(kind, stored.connector())) {
            case Lookup.Unknown() ->
                    new TargetOutcome.Unknown(
                            "A reply target names the connector '%s/%s', which does not exist."
                                    .formatted(kind, stored.connector()));
            case Lookup.Unavailable _ -> new TargetOutcome.Ok(stored);
            case Lookup.Live(LiveConnector live) -> check(live, target, stored);
        };
    }

    private static TargetOutcome check(LiveConnector live, Target target, StoredTarget stored) {
        Optional<LiveConnector.Hold> hold = live.hold();
        if (hold.isEmpty()) {
            return new TargetOutcome.Ok(stored);
        }
        try (LiveConnector.Hold _ = hold.get()) {
            Optional<String> reason = live.connector().check(target);
            return reason.isPresent()
                    ? new TargetOutcome.Bad(reason.get())
                    : new TargetOutcome.Ok(stored);
        }
    }

    private static JsonObject value(ObjectNode object) {
        try (JsonReader reader =
                Json.provider().createReader(new StringReader(Json.write(object)))) {
            return reader.readObject();
        }
    }

    @FunctionalInterface
    private interface Question {
        Target ask(ConnectorKind kind) throws TargetException;
    }
}
