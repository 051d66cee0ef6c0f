package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What an operator set for a child process. Immutable.
 *
 * @param platform begins the ids of its instances
 * @param baseUrl where it listens: a loopback host, without a slash at the end
 * @param command the program, then its arguments
 * @param environment variables of its own; no reserved names
 * @param credentialNames the names of the slots, sorted; empty when it needs no secrets
 * @param workingDir the folder it starts in; the host's own when null
 * @param restartOnRotation whether it is replaced when one of its slots changes
 * @param lifeline whether its standard input stays open for as long as it may live
 * @param runAs the user that it runs as; the host's own when null
 * @param limits what it may use of the machine
 */
public record ChildSettings(
        String platform,
        String baseUrl,
        List<String> command,
        Map<String, String> environment,
        List<String> credentialNames,
        @Nullable String workingDir,
        boolean restartOnRotation,
        boolean lifeline,
        @Nullable RunAs runAs,
        ProcessLimits limits) {
    /** Copies what could change. */
    public ChildSettings {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("A child process needs a command");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        credentialNames = credentialNames.stream().sorted().toList();
    }

    /** Without the values of the environment. */
    @Override
    public String toString() {
        return "ChildSettings[" + command.getFirst() + " at " + baseUrl + "]";
    }
}
