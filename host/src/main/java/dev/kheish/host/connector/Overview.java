package dev.kheish.host.connector;

import dev.kheish.host.plugin.KindLease;
import dev.kheish.spi.FieldError;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the connectors are, in numbers and in lines for operators. Safe for use by many threads. */
public final class Overview {
    private final KindSource kinds;
    private final Entries entries;
    private final Validation validation;

    Overview(KindSource kinds, Entries entries, Validation validation) {
        this.kinds = kinds;
        this.entries = entries;
        this.validation = validation;
    }

    /** How many connectors are in each state. */
    public Map<ConnectorState, Integer> counts() {
        Map<ConnectorState, Integer> counts = new EnumMap<>(ConnectorState.class);
        entries.stream().forEach(entry -> counts.merge(entry.situation().state(), 1, Integer::sum));
        return counts;
    }

    /** One line for each connector that cannot work as it is configured. */
    public List<String> errors() {
        return entries.sorted().stream()
                .filter(Entry::isBroken)
                .map(entry -> "connector %s: %s".formatted(entry.key(), entry.situation().error()))
                .toList();
    }

    /** Lines of advice about connectors that work: what their operators should know. */
    public List<String> advice() {
        return entries.sorted().stream()
                .flatMap(
                        entry ->
                                advice(entry.definition()).stream()
                                        .map(
                                                piece ->
                                                        "connector %s: %s %s"
                                                                .formatted(
                                                                        entry.key(),
                                                                        piece.field(),
                                                                        piece.message())))
                .toList();
    }

    private List<FieldError> advice(Definition definition) {
        Optional<KindLease> lease = kinds.lease(definition.key().kind());
        if (lease.isEmpty()) {
            return List.of();
        }
        try (KindLease held = lease.get()) {
            return validation.advice(held.kind(), definition);
        }
    }
}
