package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.plugin.KindLease;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Tells which connectors use which slots of the secret store. */
final class SlotUsers {
    private final KindSource kinds;
    private final Entries entries;

    SlotUsers(KindSource kinds, Entries entries) {
        this.kinds = kinds;
        this.entries = entries;
    }

    /** Whoever uses a slot, in order. */
    List<ConnectorKey> of(String slot) {
        return entries.sorted().stream()
                .filter(entry -> slots(entry.definition()).contains(slot))
                .map(Entry::key)
                .toList();
    }

    /** The settings of a connector that name a slot, as paths; none while its kind is away. */
    Set<String> settings(Entry entry, String slot) {
        Set<String> settings = new TreeSet<>();
        sources(entry.definition())
                .orElse(Map.of())
                .forEach(
                        (path, source) -> {
                            if (source.equals(new SecretSource.Slot(slot))) {
                                settings.add(path);
                            }
                        });
        return settings;
    }

    /** Slots that connectors other than this use. */
    Set<String> otherThan(ConnectorKey key) {
        Set<String> used = new HashSet<>();
        entries.stream()
                .filter(entry -> !entry.key().equals(key))
                .forEach(entry -> used.addAll(slots(entry.definition())));
        return used;
    }

    private Set<String> slots(Definition definition) {
        Set<String> slots = new HashSet<>();
        Optional<Map<String, SecretSource>> sources = sources(definition);
        if (sources.isEmpty()) {
            // Without the kind nobody knows what its settings mean: any text may be the name of a
            // slot.
            collectTexts(definition.settings(), slots);
            return slots;
        }
        for (SecretSource source : sources.get().values()) {
            if (source instanceof SecretSource.Slot(String slot)) {
                slots.add(slot);
            }
        }
        return slots;
    }

    /** Empty while the kind is away. */
    private Optional<Map<String, SecretSource>> sources(Definition definition) {
        Optional<KindLease> lease = kinds.lease(definition.key().kind());
        if (lease.isEmpty()) {
            return Optional.empty();
        }
        try (KindLease held = lease.get()) {
            return Optional.of(SecretSource.of(held.kind().settings(), definition.settings()));
        }
    }

    private static void collectTexts(JsonNode node, Set<String> texts) {
        if (node.isTextual()) {
            texts.add(node.textValue());
        }
        node.forEach(child -> collectTexts(child, texts));
    }
}
