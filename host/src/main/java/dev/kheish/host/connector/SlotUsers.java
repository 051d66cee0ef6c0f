package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.plugin.KindLease;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    boolean uses(Entry entry, String slot) {
        return slots(entry.definition()).contains(slot);
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
        Optional<KindLease> lease = kinds.lease(definition.key().kind());
        if (lease.isEmpty()) {
            // Without the kind nobody knows what its settings mean: any text may be the name of a
            // slot.
            collectTexts(definition.settings(), slots);
            return slots;
        }
        try (KindLease held = lease.get()) {
            ObjectNode settings = definition.settings();
            SecretSource.of(held.kind().settings(), settings)
                    .values()
                    .forEach(
                            source -> {
                                if (source instanceof SecretSource.Slot(String slot)) {
                                    slots.add(slot);
                                }
                            });
        }
        return slots;
    }

    private static void collectTexts(JsonNode node, Set<String> texts) {
        if (node.isTextual()) {
            texts.add(node.textValue());
        }
        node.forEach(child -> collectTexts(child, texts));
    }
}
