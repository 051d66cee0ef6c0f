package dev.kheish.plugin.external;

import dev.kheish.plugin.external.child.Availability;
import dev.kheish.plugin.external.child.ChildProcess;
import dev.kheish.plugin.external.child.ChildSettings;
import dev.kheish.plugin.external.child.ProcessLimits;
import dev.kheish.plugin.external.child.RunAs;
import dev.kheish.spi.ConnectorStatus;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A sidecar that the host starts, watches and ends. Thread-safe. */
final class ChildSidecar implements Sidecar {
    private final ChildProcess process;

    ChildSidecar(ChildProcess process) {
        this.process = process;
    }

    /** What the settings of a connector say about its program. */
    static ChildSettings settings(Settings connector, String baseUrl) {
        Settings child = connector.object(ExternalSettings.CHILD).orElseThrow();
        List<String> command = new ArrayList<>();
        command.add(child.string(ChildSpecs.COMMAND).orElseThrow());
        command.addAll(child.strings(ChildSpecs.ARGS));
        return new ChildSettings(
                connector.string(ExternalSettings.PLATFORM).orElseThrow(),
                baseUrl,
                command,
                child.map(ChildSpecs.ENV),
                List.copyOf(child.map(ChildSpecs.SLOTS).keySet()),
                child.string(ChildSpecs.WORKING_DIR).orElse(null),
                child.bool(ChildSpecs.RESTART_ON_ROTATION),
                child.bool(ChildSpecs.LIFELINE),
                child.object(ChildSpecs.RUN_AS).map(ChildSidecar::runAs).orElse(null),
                child.object(ChildSpecs.LIMITS)
                        .map(ChildSidecar::limits)
                        .orElse(ProcessLimits.NONE));
    }

    @Override
    public Readiness readiness() {
        return switch (process.availability()) {
            case Availability.Ready(Manifest manifest) -> new Readiness.Ready(manifest);
            case Availability.NotYet(Duration after, String reason) -> later(after, reason);
            case Availability.Crashed(Duration after, String reason) -> later(after, reason);
            case Availability.Blocked(Duration after, String reason) -> later(after, reason);
        };
    }

    @Override
    public boolean owns(String instanceId) throws InterruptedException {
        return process.owns(instanceId);
    }

    /** A program that is not ready may be one that an earlier host left, or still hide its id. */
    @Override
    public boolean areKnown() {
        return process.availability() instanceof Availability.Ready;
    }

    @Override
    public Optional<String> givenToken() {
        return process.givenToken();
    }

    @Override
    public ConnectorStatus status() {
        return process.status();
    }

    @Override
    public void start() {
        process.start();
    }

    @Override
    public void secretsChanged(Set<String> settings) {
        process.secretsChanged(settings);
    }

    @Override
    public void drain() throws InterruptedException {
        process.drain();
    }

    @Override
    public void close() {
        process.close();
    }

    // Nothing was tried: a program that is down is no fault of the delivery.
    private static Readiness later(Duration after, String reason) {
        return new Readiness.Not(DeliveryResult.later(after, reason));
    }

    private static RunAs runAs(Settings members) {
        return new RunAs(
                members.string(ChildSpecs.USER).orElseThrow(),
                members.string(ChildSpecs.GROUP).orElse(null));
    }

    private static ProcessLimits limits(Settings members) {
        return new ProcessLimits(
                members.integer(ChildSpecs.OPEN_FILES),
                members.integer(ChildSpecs.PROCESSES),
                members.integer(ChildSpecs.MEMORY_MIB));
    }
}
