package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code kheish tokens}. */
@Command
final class TokenCommands {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.whole("NAME", "name"),
                    Column.whole("ROLE", "role"),
                    Column.time("CREATED", "created_at_ms"),
                    Column.time("EXPIRES", "expires_at_ms"));

    private final Root root;

    TokenCommands(Root root) {
        this.root = root;
    }

    @Command(description = "Lists the tokens; none can be shown again.")
    int list() {
        root.printer()
                .rows(root.api().call(Request.get("v1", "runtime", "tokens")), "tokens", COLUMNS);
        return Exit.OK.code();
    }

    @Command(
            description = "Makes a token and prints it, this once.",
            footer = {
                "",
                "admin      may do everything",
                "read-only  may look, but sees no secret and no content of files",
                "worker     may take runs and answer them, and nothing else"
            })
    int create(
            @Parameters(
                            paramLabel = "NAME",
                            description = "Name for the token: who or what will use it.")
                    String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            description = "admin, read-only or worker.")
                    String role,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            description = "Ends after that time, such as 12h or 90d.")
                    @Nullable Duration expires,
            @Option(
                            names = "--to-file",
                            paramLabel = "FILE",
                            description =
                                    "Writes the token into this new file, which only you can read, and does not print it.")
                    @Nullable Path file) {
        ObjectNode body = Documents.object().put("name", name).put("role", role);
        if (expires != null) {
            body.put("expires_in_seconds", expires.toSeconds());
        }
        Reply reply = root.api().call(Request.post("v1", "runtime", "tokens").json(body));
        String token = reply.body().path("token").asText();
        if (file != null) {
            PrivateFile.write(file, token);
            ObjectNode rest = reply.body().deepCopy();
            rest.remove("token");
            root.printer().done(rest, "Made token " + name + "; it is in " + file + ".");
        } else {
            root.printer().note("Made token " + name + ". It is shown this once:");
            root.printer().done(reply.body(), Cells.line(token));
        }
        return Exit.OK.code();
    }

    @Command(description = "Ends a token at once.")
    int revoke(@Parameters(paramLabel = "NAME", description = "Name of the token.") String name) {
        Reply reply = root.api().call(Request.delete("v1", "runtime", "tokens", name));
        root.printer().done(reply.body(), "Revoked " + name + ".");
        return Exit.OK.code();
    }
}
