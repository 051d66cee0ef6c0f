package dev.kheish.host.connector;

import dev.kheish.host.connector.SettingsReader.Reading;
import dev.kheish.host.json.Json;
import dev.kheish.host.secret.EnvironmentSecrets;
import dev.kheish.host.secret.Secrets;
import dev.kheish.host.secret.SlotState;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.FieldError;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.SettingType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Checks settings against their kind and against what is there. Safe for use by many threads. */
final class Validation {
    private final KindSource kinds;
    private final Secrets secrets;
    private final EnvironmentSecrets environment;
    private final Targets targets;

    Validation(ConnectorRooms rooms, Targets targets) {
        this.kinds = rooms.kinds();
        this.secrets = rooms.secrets();
        this.environment = rooms.environment();
        this.targets = targets;
    }

    /** Reads what the file or the store says. */
    Reading read(ConnectorKind kind, Definition definition) {
        InputMode mode =
                definition.source() == ConnectorSource.FILE ? InputMode.FILE : InputMode.STORED;
        return SettingsReader.read(
                kind.settings(),
                Json.object(),
                definition.settings(),
                mode,
                definition.key(),
                environment);
    }

    /** What the kind itself says about settings that were read without mistake. */
    List<FieldError> ofKind(ConnectorKind kind, ConnectorKey key, Reading reading) {
        return kind.validate(
                new ConnectorSettings(key.name(), kind.settings(), reading.settings()));
    }

    /** What the kind advises about settings that it has nothing against. */
    List<FieldError> advice(ConnectorKind kind, Definition definition) {
        Reading reading = read(kind, definition);
        boolean good =
                reading.errors().isEmpty() && ofKind(kind, definition.key(), reading).isEmpty();
        return good
                ? kind.advice(
                        new ConnectorSettings(
                                definition.key().name(), kind.settings(), reading.settings()))
                : List.of();
    }

    /** Reply targets that cannot be used. */
    List<FieldError> ofTargets(ConnectorKind kind, ConnectorKey key, Reading reading) {
        List<FieldError> errors = new ArrayList<>();
        for (SettingSpec spec : kind.settings()) {
            if (spec.type() == SettingType.REPLY_TARGETS) {
                List<ReplyHandle> handles =
                        ConnectorSettings.handles(reading.settings().path(spec.name()));
                for (int i = 0; i < handles.size(); i++) {
                    String path = spec.name() + "[" + i + "]";
                    problem(handles.get(i), key)
                            .ifPresent(text -> errors.add(FieldError.of(path, text)));
                }
            }
        }
        return errors;
    }

    /** Targets that name a connector which is not there, as far as their kinds are loaded. */
    List<FieldError> ofKnownTargets(ConnectorKind kind, ConnectorKey key, Reading reading) {
        Reading known = reading.withoutTargetsOf(kind.settings(), kinds.kindNames());
        return ofTargets(kind, key, known);
    }

    /** A persona that does not exist. */
    static List<FieldError> ofPersona(ConnectorKind kind, Reading reading, PersonaCheck personas) {
        return Policies.persona(kind.settings(), reading.settings())
                .filter(persona -> !personas.exists(persona.id()))
                .map(
                        persona ->
                                FieldError.of(
                                        persona.path(), "names no persona: '" + persona.id() + "'"))
                .stream()
                .toList();
    }

    /** Slots that are named and neither exist nor are written along. */
    List<FieldError> ofSlots(Reading reading) {
        List<FieldError> errors = new ArrayList<>();
        new TreeMap<>(reading.refs())
                .forEach(
                        (path, slot) -> {
                            boolean written =
                                    reading.writes().stream()
                                            .anyMatch(write -> write.slot().equals(slot));
                            if (!written && secrets.state(slot) == SlotState.MISSING) {
                                errors.add(
                                        FieldError.of(
                                                path, "names no secret slot: '" + slot + "'"));
                            }
                        });
        return errors;
    }

    /** Secrets that have a source but no value now, by path. */
    Map<String, String> secretProblems(Map<String, SecretSource> sources) {
        Map<String, String> problems = new TreeMap<>();
        sources.forEach(
                (path, source) ->
                        problem(source).ifPresent(problem -> problems.put(path, problem)));
        return problems;
    }

    /** The value of a source, as it is now. */
    Optional<String> value(SecretSource source) {
        return switch (source) {
            case SecretSource.Slot(String name) -> secrets.value(name);
            case SecretSource.Env(String name) -> environment.value(name);
        };
    }

    private Optional<String> problem(SecretSource source) {
        return switch (source) {
            case SecretSource.Slot(String name) ->
                    switch (secrets.state(name)) {
                        case READY -> Optional.empty();
                        case MISSING ->
                                Optional.of("the secret slot '" + name + "' does not exist");
                        case REVOKED ->
                                Optional.of(
                                        "the secret slot '"
                                                + name
                                                + "' is revoked; write it again");
                        case DAMAGED ->
                                Optional.of(
                                        "the secret slot '"
                                                + name
                                                + "' cannot be decrypted; write it again");
                    };
            case SecretSource.Env(String name) ->
                    environment
                            .refusal(name)
                            .or(
                                    () ->
                                            environment.value(name).isPresent()
                                                    ? Optional.empty()
                                                    : Optional.of(
                                                            "the environment variable "
                                                                    + name
                                                                    + " is not set or blank"));
        };
    }

    private Optional<String> problem(ReplyHandle handle, ConnectorKey self) {
        return switch (targets.decode(handle, Origin.OPERATOR, self)) {
            case TargetOutcome.Ok _ -> Optional.empty();
            case TargetOutcome.Bad(String detail) -> Optional.of(detail);
            case TargetOutcome.Unknown(String detail) -> Optional.of(detail);
        };
    }
}
