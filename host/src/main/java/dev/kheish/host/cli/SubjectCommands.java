package dev.kheish.host.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kheish secrets subjects}. */
@Command(description = "Takes the right to lease secrets from a connector, and gives it back.")
final class SubjectCommands {
    private static final String PREFIX = "connector:";

    private final Root root;

    SubjectCommands(Root root) {
        this.root = root;
    }

    @Command(description = "Shows whether a connector may lease secrets, and its leases.")
    int get(@Parameters(paramLabel = "NAME", description = "Name of the connector.") String name) {
        root.printer().thing(root.api().call(request(name, "GET")).body());
        return Exit.OK.code();
    }

    @Command(
            description = "Ends a connector's leases, and lets it have none until it is restored.",
            footer = {"", "The connectors of all kinds that have this name are concerned."})
    int revoke(
            @Parameters(paramLabel = "NAME", description = "Name of the connector.") String name) {
        Reply reply = root.api().call(request(name, "revoke"));
        root.printer().done(reply.body(), "Revoked the leases of " + name + "; it gets no more.");
        return Exit.OK.code();
    }

    @Command(description = "Lets a connector lease secrets again.")
    int restore(
            @Parameters(paramLabel = "NAME", description = "Name of the connector.") String name) {
        Reply reply = root.api().call(request(name, "restore"));
        root.printer().done(reply.body(), "Restored " + name + ".");
        return Exit.OK.code();
    }

    private static Request request(String name, String action) {
        String subject = name.startsWith(PREFIX) ? name : PREFIX + name;
        return action.equals("GET")
                ? Request.get("v1", "runtime", "auth", "subjects", subject)
                : Request.post("v1", "runtime", "auth", "subjects", subject, action);
    }
}
