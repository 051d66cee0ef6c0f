package dev.kheish.host.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

/** {@code kheish secrets leases}. */
@Command(description = "Shows and ends the right of running programs to read secrets.")
final class LeaseCommands {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.whole("LEASE", "lease.id"),
                    Column.whole("CONNECTOR", "lease.audience.connector"),
                    Column.time("SINCE", "lease.issued_at_ms"),
                    Column.time("TOKEN ENDS", "lease.expires_at_ms"),
                    Column.text("NAMES", "lease.audience.env_keys"));

    private final Root root;

    LeaseCommands(Root root) {
        this.root = root;
    }

    @Command(description = "Lists the leases of programs that run.")
    int list() {
        root.printer().rows(root.api().call(Request.get(path())), "leases", COLUMNS);
        return Exit.OK.code();
    }

    @Command(description = "Shows a lease: whose it is, and which secrets it may read.")
    int get(@Parameters(paramLabel = "LEASE", description = "Id of the lease.") String id) {
        root.printer().thing(root.api().call(Request.get(path(id))).body());
        return Exit.OK.code();
    }

    @Command(
            description = "Ends a lease at once; its connector starts the program anew.",
            footer = {
                "",
                "To keep a connector from secrets until further notice, revoke its subject instead:",
                "  kheish secrets subjects revoke orders"
            })
    int revoke(@Parameters(paramLabel = "LEASE", description = "Id of the lease.") String id) {
        Reply reply = root.api().call(Request.post(path(id, "revoke")));
        root.printer().done(reply.body(), "Revoked lease " + id + ".");
        return Exit.OK.code();
    }

    private static String[] path(String... below) {
        List<String> path = new ArrayList<>(List.of("v1", "runtime", "auth", "leases"));
        path.addAll(List.of(below));
        return path.toArray(String[]::new);
    }
}
