package dev.kheish.host.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.List;

/** {@code kheish audit}. */
@Command
final class AuditCommands {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.time("AT", "at_ms"),
                    Column.whole("ACTOR", "actor"),
                    Column.whole("ACTION", "action"),
                    Column.whole("SUBJECT", "subject"),
                    Column.text("DETAIL", "detail"));

    private final Root root;

    AuditCommands(Root root) {
        this.root = root;
    }

    @Command(description = "Lists what was changed and which secrets were read, and by whom.")
    int list(@Mixin Page page) {
        Reply reply = root.api().call(page.of(Request.get("v1", "runtime", "audit")));
        root.printer().rows(reply, "entries", COLUMNS);
        return Exit.OK.code();
    }

    @Command(
            description =
                    "Recomputes the chain of hashes; exits 1 if an entry was changed or is missing.")
    int verify() {
        Reply reply = root.api().call(Request.get("v1", "runtime", "audit", "verification"));
        boolean intact = reply.body().path("intact").asBoolean();
        String sentence =
                intact
                        ? "Intact: %s entries.".formatted(Cells.of(reply.body().path("checked")))
                        : "Broken at entry %s.".formatted(Cells.of(reply.body().path("broken_at")));
        root.printer().done(reply.body(), sentence);
        return intact ? Exit.OK.code() : Exit.FAILED.code();
    }
}
