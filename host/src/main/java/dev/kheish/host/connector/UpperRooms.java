package dev.kheish.host.connector;

import java.util.List;

/** What this room asks of those above it. */
public record UpperRooms(
        HostServices host,
        PersonaCheck personas,
        List<ReferenceSource> references,
        TargetCleaner cleaner) {
    /** Copies the list. */
    public UpperRooms {
        references = List.copyOf(references);
    }
}
