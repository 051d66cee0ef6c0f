package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.SidecarClient;
import dev.kheish.plugin.external.SidecarException;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds processes of a generation that went where no lineage, session or environment tells whose
 * they are, by the port that they listen on: nobody listened there before the start, and nobody
 * else was told the instance id that they answer with. Safe for use by many threads.
 */
final class Runaways {
    private final Port port;
    private final SidecarClient client;

    Runaways(Port port, SidecarClient client) {
        this.port = port;
        this.client = client;
    }

    /**
     * Those that listen now.
     *
     * @param answered the instance id that was answered on the port
     */
    Set<ProcessId> of(GenerationRecord generation, String answered) {
        ProcessId leader = generation.leader();
        if (leader == null || !generation.marker().isProvenBy(answered)) {
            return Set.of();
        }
        return port.holders().stream()
                .filter(id -> id.startTicks() >= leader.startTicks())
                .collect(Collectors.toSet());
    }

    /** Those that listen still, when nothing of the generation should. */
    Set<ProcessId> after(GenerationRecord generation) throws InterruptedException {
        if (port.isFree() || !port.isTaken()) {
            return Set.of();
        }
        try {
            return of(generation, client.manifest().instanceId());
        } catch (SidecarException e) {
            return Set.of(); // whoever it is, it is not ours; the next start says so
        }
    }
}
