package dev.kheish.host.cli.sidecar.stage;

import java.util.List;
import java.util.Map;

/**
 * How a sidecar is started.
 *
 * @param command program and arguments
 * @param environment what the connector's settings would add
 * @param credentials values of its secrets, by the name under which it asks for them
 * @param inherited the environment that the host itself has, of which little is handed on
 */
public record Launch(
        List<String> command,
        Map<String, String> environment,
        Map<String, String> credentials,
        Map<String, String> inherited) {
    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        credentials = Map.copyOf(credentials);
        inherited = Map.copyOf(inherited);
    }
}
