package dev.kheish.host.cli;

import dev.kheish.host.cli.sidecar.check.Wishes;
import dev.kheish.host.cli.sidecar.stage.Launch;
import dev.kheish.host.cli.sidecar.stage.NoSuchProgramException;
import dev.kheish.host.cli.sidecar.stage.Stage;
import dev.kheish.host.cli.sidecar.stage.Variables;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What only the caller knows about a sidecar. */
final class SidecarSetting {
    @Option(
            names = "--credential",
            paramLabel = "NAME[=FILE]",
            description =
                    "A secret that the sidecar may ask for, with the value in FILE or one made up. May be given again.")
    private List<String> credentials = List.of();

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description =
                    "A variable as in child_process.env of the connector. May be given again.")
    private List<String> environment = List.of();

    @Option(
            names = "--reply-route",
            paramLabel = "ROUTE",
            description =
                    "Where messages may be delivered to, as the sidecar writes it in an event.")
    private @Nullable String replyRoute;

    @Option(
            names = "--provoke",
            paramLabel = "SHELL-COMMAND",
            description =
                    "Makes the sidecar send an event; KHEISH_SIDECAR_URL holds its address. Else a delivery is tried.")
    private @Nullable String provoke;

    @Option(
            names = "--count",
            paramLabel = "SHELL-COMMAND",
            description =
                    "Prints how many messages the sidecar has sent on to its platform so far.")
    private @Nullable String count;

    @Option(
            names = "--lifeline",
            description = "The sidecar promises to leave when its standard input ends.")
    private boolean lifeline;

    Wishes wishes() {
        return new Wishes(replyRoute, provoke, count, lifeline);
    }

    Stage stage(List<String> words, Root root) {
        String token = root.givenToken();
        if (words.isEmpty()) {
            throw CommandFailure.usage(
                    "Name the address of a sidecar, or after -- the command that starts one.");
        }
        if (words.size() == 1 && words.getFirst().matches("https?://.*")) {
            refuseWithUrl();
            return Stage.remote(url(words.getFirst()), token);
        }
        Shell shell = root.shell();
        try {
            return Stage.launched(
                    new Launch(words, variables(), secrets(shell), shell.environment()), token);
        } catch (NoSuchProgramException e) {
            throw CommandFailure.usage(
                    "There is no program '%s' that could be started.".formatted(e.program()));
        }
    }

    private void refuseWithUrl() {
        Map<String, Boolean> given =
                Map.of(
                        "--credential",
                        !credentials.isEmpty(),
                        "--env",
                        !environment.isEmpty(),
                        "--provoke",
                        provoke != null,
                        "--lifeline",
                        lifeline);
        given.forEach(
                (option, used) -> {
                    if (used) {
                        throw CommandFailure.usage(
                                option + " needs a sidecar that is started here: -- COMMAND.");
                    }
                });
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        for (String assignment : environment) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw CommandFailure.usage("'" + assignment + "' is not of the form NAME=VALUE.");
            }
            String name = name(assignment.substring(0, equals));
            variables.put(name, assignment.substring(equals + 1));
        }
        return variables;
    }

    private Map<String, String> secrets(Shell shell) {
        Map<String, String> secrets = new HashMap<>();
        for (String wish : credentials) {
            int equals = wish.indexOf('=');
            String name = name(equals < 0 ? wish : wish.substring(0, equals));
            String value =
                    equals < 0
                            ? "check-" + UUID.randomUUID()
                            : SecretSource.fromFile(shell, wish.substring(equals + 1));
            secrets.put(name, value);
        }
        return secrets;
    }

    private static String name(String name) {
        if (Variables.RESERVED.contains(name)) {
            throw CommandFailure.usage(name + " is set by the host, and by nobody else.");
        }
        if (name.isBlank()) {
            throw CommandFailure.usage("A name is missing before =.");
        }
        return name;
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            if (url.getHost() != null && url.getRawUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw badUrl(text);
        }
        throw badUrl(text);
    }

    private static CommandFailure badUrl(String text) {
        return CommandFailure.usage(
                "'%s' is not the address of a sidecar, such as http://127.0.0.1:9100."
                        .formatted(text));
    }
}
