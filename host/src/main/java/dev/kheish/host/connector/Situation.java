package dev.kheish.host.connector;

import dev.kheish.spi.FieldError;

import java.util.List;

/**
 * How a connector is doing.
 *
 * @param error one line for people; empty unless something is wrong
 * @param errors the same by field, where fields are to blame
 */
record Situation(ConnectorState state, String error, List<FieldError> errors, long sinceMs) {
    static Situation of(ConnectorState state, long now) {
        return new Situation(state, "", List.of(), now);
    }

    static Situation error(String error, long now) {
        return new Situation(ConnectorState.ERROR, error, List.of(), now);
    }

    static Situation error(List<FieldError> errors, long now) {
        return new Situation(ConnectorState.ERROR, Mistakes.text(errors), errors, now);
    }

    boolean saysTheSameAs(Situation other) {
        return state == other.state && error.equals(other.error);
    }
}
