package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Health;
import dev.kheish.plugin.external.Manifest;
import dev.kheish.plugin.external.SidecarClient;
import dev.kheish.plugin.external.SidecarException;

import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Finds out whether what answers at the base URL is the generation that was started. Safe for use
 * by many threads.
 */
final class Recognition {
    private final SidecarClient client;
    private final Port port;
    private final Clock clock;
    private final String givenId;
    private final Supplier<Set<ProcessId>> family;

    /**
     * @param givenId the instance id in its environment
     * @param family its processes at the moment
     */
    Recognition(
            SidecarClient client,
            Port port,
            Clock clock,
            String givenId,
            Supplier<Set<ProcessId>> family) {
        this.client = client;
        this.port = port;
        this.clock = clock;
        this.givenId = givenId;
        this.family = family;
    }

    /** Asks who it is and how it is. */
    Finding look() throws InterruptedException {
        try {
            Manifest manifest = client.manifest();
            return judge(manifest, client.health());
        } catch (SidecarException e) {
            return switch (e.reason()) {
                case WRONG_VERSION -> new Finding.Hopeless(e.getMessage());
                case NO_ANSWER, BLOCKED, REFUSED, UNREADABLE -> new Finding.NotYet(e.getMessage());
            };
        }
    }

    private Finding judge(Manifest manifest, Health health) {
        String id = manifest.instanceId();
        if (!id.equals(health.instanceId())) {
            return new Finding.NotYet(
                    "The manifest is of instance '%s', the health of '%s'."
                            .formatted(shown(id), shown(health.instanceId())));
        }
        // A sidecar may ignore the id that it was given; then it must be the one that listens.
        if (!id.equals(givenId) && port.heldBy(family.get()) == Port.Holder.STRANGER) {
            return new Finding.NotYet(
                    "Instance '%s' answers on port %d, which a process of somebody else listens on."
                            .formatted(shown(id), port.number()));
        }
        return new Finding.Up(manifest, health, clock.millis(), "");
    }

    private static String shown(String id) {
        return id.length() > 80 ? id.substring(0, 80) + "…" : id;
    }
}
