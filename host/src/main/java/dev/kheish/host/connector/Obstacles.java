package dev.kheish.host.connector;

import dev.kheish.host.connector.SettingsReader.Reading;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.FieldError;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What keeps a connector from being opened. Safe for use by many threads. */
final class Obstacles {
    private final Validation validation;
    private final PersonaCheck personas;

    Obstacles(Validation validation, PersonaCheck personas) {
        this.validation = validation;
        this.personas = personas;
    }

    /** In the settings and whatever they refer to. */
    List<FieldError> all(
            ConnectorKind kind,
            Definition definition,
            Reading reading,
            Map<String, SecretSource> sources) {
        List<FieldError> errors = new ArrayList<>(inSettings(kind, definition, reading));
        if (reading.errors().isEmpty()) {
            validation
                    .secretProblems(sources)
                    .forEach((path, problem) -> errors.add(FieldError.of(path, problem)));
            errors.addAll(validation.ofKnownTargets(kind, definition.key(), reading));
            errors.addAll(Validation.ofPersona(kind, reading, personas));
        }
        return errors;
    }

    /** In the settings alone. */
    List<FieldError> inSettings(ConnectorKind kind, Definition definition, Reading reading) {
        return reading.errors().isEmpty()
                ? validation.ofKind(kind, definition.key(), reading)
                : reading.errors();
    }
}
