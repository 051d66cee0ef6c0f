package dev.kheish.host.connector;

import dev.kheish.host.settings.Nearest;
import dev.kheish.spi.FieldError;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong with some settings, all of it. For one thread. */
final class Mistakes {
    private final List<FieldError> errors = new ArrayList<>();

    void add(String path, String message) {
        errors.add(FieldError.of(path, message));
    }

    void addAll(Collection<FieldError> more) {
        errors.addAll(more);
    }

    /** A member that nobody knows. */
    void unknown(String path, String name, Collection<String> known) {
        Optional<String> nearest = Nearest.of(name, known);
        add(
                path,
                nearest.map(other -> "is not known; did you mean '" + other + "'?")
                        .orElse("is not known"));
    }

    boolean at(String path) {
        return errors.stream().anyMatch(error -> error.field().equals(path));
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }

    List<FieldError> list() {
        return List.copyOf(errors);
    }

    /** One line for a view. */
    static String text(List<FieldError> errors) {
        return String.join(
                "; ",
                errors.stream()
                        .map(
                                error ->
                                        error.field().isEmpty()
                                                ? error.message()
                                                : error.field() + " " + error.message())
                        .toList());
    }
}
