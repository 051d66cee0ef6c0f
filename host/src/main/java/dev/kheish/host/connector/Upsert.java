package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.SettingsReader.Reading;
import dev.kheish.host.json.Json;
import dev.kheish.host.plugin.KindLease;
import dev.kheish.host.plugin.PluginFault;
import dev.kheish.host.secret.SealedSecret;
import dev.kheish.host.settings.Nearest;
import dev.kheish.host.store.Tx;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.FieldError;
import dev.kheish.spi.SettingSpec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks and stores what a PUT brings. Under the lock of {@link Connectors}. */
final class Upsert {
    private static final System.Logger LOG = System.getLogger(Upsert.class.getName());

    private final ConnectorRooms rooms;
    private final UpperRooms upper;
    private final Entries entries;
    private final Validation validation;
    private final SlotUsers users;
    private final SettingSeal seal;
    private final Announcements announcements;

    Upsert(
            ConnectorRooms rooms,
            UpperRooms upper,
            Entries entries,
            Validation validation,
            Announcements announcements) {
        this.rooms = rooms;
        this.upper = upper;
        this.entries = entries;
        this.validation = validation;
        this.users = new SlotUsers(rooms.kinds(), entries);
        this.seal = new SettingSeal(rooms.secrets());
        this.announcements = announcements;
    }

    Result put(PutRequest request) throws InterruptedException {
        Entry entry = entries.get(request.key());
        Optional<PutOutcome> refusal = refusal(request, entry);
        if (refusal.isPresent()) {
            return new Result(refusal.get(), entry, false);
        }
        Optional<KindLease> lease = rooms.kinds().lease(request.key().kind());
        if (lease.isEmpty()) {
            return new Result(absent(request.key(), entry), entry, false);
        }
        try (KindLease held = lease.get()) {
            return put(request, entry, held.kind());
        } catch (PluginFault e) {
            LOG.log(System.Logger.Level.WARNING, "A PUT failed: " + request.key(), e);
            return new Result(
                    new PutOutcome.KindFailed(String.valueOf(e.getMessage())), entry, false);
        }
    }

    private Optional<PutOutcome> refusal(PutRequest request, @Nullable Entry entry) {
        ConnectorKey key = request.key();
        if (!key.hasValidName()) {
            return Optional.of(
                    new PutOutcome.Invalid(
                            List.of(FieldError.of("name", "must have " + ConnectorKey.RULE))));
        }
        request.condition().check(Optional.ofNullable(entry).map(Upsert::revision));
        if (entry == null) {
            boolean vanished =
                    rooms.store().read(reader -> ConnectorTable.living(reader, key)).isPresent();
            if (vanished) {
                return Optional.of(
                        new PutOutcome.FileBacked(
                                "The connector %s was in the connectors file; DELETE it with ?forget=true first."
                                        .formatted(key)));
            }
            return Optional.empty();
        }
        Definition definition = entry.definition();
        if (definition.source() == ConnectorSource.FILE) {
            return Optional.of(
                    new PutOutcome.FileBacked(
                            "The connector %s is defined in %s; change it there."
                                    .formatted(key, rooms.file())));
        }
        if (definition.draining()) {
            return Optional.of(new PutOutcome.Draining());
        }
        return Optional.empty();
    }

    static String revision(Entry entry) {
        return Long.toString(entry.definition().revision());
    }

    private PutOutcome absent(ConnectorKey key, @Nullable Entry entry) {
        if (entry != null) {
            return new PutOutcome.KindAbsent(
                    "No plugin offers the kind '%s' at the moment.".formatted(key.kind()));
        }
        List<String> known = rooms.kinds().kindNames();
        return new PutOutcome.UnknownKind(
                "There is no kind '%s'%s"
                        .formatted(
                                key.kind(),
                                Nearest.of(key.kind(), known)
                                        .map(name -> "; did you mean '" + name + "'?")
                                        .orElse("; there are: " + String.join(", ", known) + ".")));
    }

    private Result put(PutRequest request, @Nullable Entry entry, ConnectorKind kind)
            throws InterruptedException {
        ConnectorKey key = request.key();
        ObjectNode stored = entry == null ? Json.object() : entry.definition().settings();
        List<FieldError> errors = new ArrayList<>();
        ObjectNode body = withoutItsOwnName(request, errors);
        Reading reading =
                SettingsReader.read(
                        kind.settings(), stored, body, InputMode.PUT, key, rooms.environment());
        errors.addAll(reading.errors());
        if (errors.isEmpty()) {
            errors.addAll(validation.ofKind(kind, key, reading));
        }
        errors.addAll(validation.ofTargets(kind, key, reading));
        errors.addAll(Validation.ofPersona(kind, reading, upper.personas()));
        errors.addAll(validation.ofSlots(reading));
        if (!errors.isEmpty()) {
            return new Result(new PutOutcome.Invalid(List.copyOf(errors)), entry, false);
        }
        List<FieldError> fixed =
                entry == null ? List.of() : fixed(kind, stored, reading.settings());
        if (!fixed.isEmpty()) {
            return new Result(new PutOutcome.Immutable(fixed), entry, false);
        }
        boolean changed =
                !reading.settings().equals(stored)
                        || !reading.writes().stream().allMatch(this::isThere);
        if (entry != null && !changed) {
            return new Result(null, entry, false);
        }
        return store(request, entry, kind, reading);
    }

    // A client that sends a whole definition again, secrets and all, has nothing replaced by it.
    private boolean isThere(SecretWrite write) {
        return rooms.secrets().value(write.slot()).equals(Optional.of(write.value().strip()));
    }

    // Clients send the name along with the settings; it must be the one of the path.
    private static ObjectNode withoutItsOwnName(PutRequest request, List<FieldError> errors) {
        ObjectNode body = request.body().deepCopy();
        Map<String, String> own =
                Map.of("kind", request.key().kind(), "name", request.key().name());
        own.forEach(
                (member, value) -> {
                    JsonNode given = body.remove(member);
                    if (given != null && !value.equals(given.textValue())) {
                        errors.add(FieldError.of(member, "must be that of the path, or left out"));
                    }
                });
        return body;
    }

    private static List<FieldError> fixed(ConnectorKind kind, ObjectNode before, ObjectNode after) {
        return kind.settings().stream()
                .filter(SettingSpec::isImmutable)
                .filter(spec -> !effective(spec, before).equals(effective(spec, after)))
                .map(
                        spec ->
                                FieldError.of(
                                        spec.name(),
                                        "cannot change once the connector exists; delete it and"
                                                + " make it anew"))
                .toList();
    }

    private static JsonNode effective(SettingSpec spec, ObjectNode values) {
        JsonNode value = values.path(spec.name());
        return value.isMissingNode() && spec.defaultValue().isPresent()
                ? SettingsView.node(spec.defaultValue().get())
                : value;
    }

    private Result store(
            PutRequest request, @Nullable Entry entry, ConnectorKind kind, Reading reading)
            throws InterruptedException {
        List<Sealed> sealed = new ArrayList<>();
        for (SecretWrite write : reading.writes()) {
            sealed.add(
                    new Sealed(
                            rooms.secrets().seal(write.slot(), write.value()), write.automatic()));
        }
        Set<String> used = new HashSet<>(users.otherThan(request.key()));
        SecretSource.of(kind.settings(), reading.settings())
                .values()
                .forEach(
                        source -> {
                            if (source instanceof SecretSource.Slot(String slot)) {
                                used.add(slot);
                            }
                        });
        ObjectNode onDisk = seal.seal(request.key(), kind.settings(), reading.settings());
        Definition stored =
                rooms.store()
                        .write(
                                tx -> {
                                    Definition definition =
                                            write(tx, request.key(), entry, reading, onDisk);
                                    for (Sealed each : sealed) {
                                        Long automaticOf =
                                                each.automatic() ? definition.incarnation() : null;
                                        rooms.secrets()
                                                .put(
                                                        tx,
                                                        each.secret(),
                                                        request.actor(),
                                                        automaticOf);
                                    }
                                    rooms.secrets()
                                            .deleteAutomatic(
                                                    tx,
                                                    definition.incarnation(),
                                                    request.actor(),
                                                    used::contains);
                                    announce(tx, request, definition, entry == null);
                                    return definition;
                                });
        if (entry != null) {
            entry.define(stored);
            return new Result(null, entry, false);
        }
        Entry made =
                new Entry(stored, Situation.of(ConnectorState.STARTING, rooms.clock().millis()));
        entries.add(made);
        return new Result(null, made, true);
    }

    private Definition write(
            Tx tx, ConnectorKey key, @Nullable Entry entry, Reading reading, ObjectNode onDisk) {
        long now = rooms.clock().millis();
        if (entry == null) {
            Definition asked =
                    new Definition(
                            0,
                            key,
                            ConnectorSource.DAEMON,
                            reading.settings(),
                            1,
                            false,
                            false,
                            now,
                            now);
            return ConnectorTable.insert(tx, asked, onDisk);
        }
        Definition before = entry.definition();
        Definition after = before.withSettings(reading.settings(), before.revision() + 1, now);
        ConnectorTable.update(tx, after, onDisk);
        return after;
    }

    private void announce(Tx tx, PutRequest request, Definition definition, boolean created) {
        String type = created ? "connector_created" : "connector_updated";
        announcements.append(tx, type, definition);
        ArrayNode members = Json.array();
        request.body().fieldNames().forEachRemaining(members::add);
        ObjectNode detail = Json.object().put("revision", definition.revision());
        detail.set("members", members);
        rooms.audit().append(tx, request.actor(), type, request.key().toString(), detail);
    }

    private record Sealed(SealedSecret secret, boolean automatic) {}

    /**
     * What came of it. With a refusal nothing was stored; otherwise the entry wants to be
     * reconciled.
     */
    record Result(@Nullable PutOutcome refusal, @Nullable Entry entry, boolean created) {}
}
