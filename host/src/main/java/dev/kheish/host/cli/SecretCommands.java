package dev.kheish.host.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** {@code kheish secrets}. */
@Command
final class SecretCommands {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.whole("REF", "slot_id", "secret_ref"),
                    Column.whole("PROVIDER", "provider"),
                    Column.time("UPDATED", "updated_at_ms"),
                    Column.text("SUMMARY", "summary"));

    private final Root root;

    SecretCommands(Root root) {
        this.root = root;
    }

    @Command(description = "Lists the names of all secrets.")
    int list() {
        root.printer()
                .rows(root.api().call(Request.get("v1", "runtime", "secrets")), "secrets", COLUMNS);
        return Exit.OK.code();
    }

    @Command(description = "Shows what is known of a secret; never its value.")
    int get(@Parameters(paramLabel = "REF", description = "Name of the secret.") String ref) {
        root.printer().thing(root.api().call(Request.get("v1", "runtime", "secrets", ref)).body());
        return Exit.OK.code();
    }

    @Command(
            description = "Stores a secret, new or again.",
            footer = {
                "",
                "Without an option the value is asked for, or read from standard input:",
                "  pass show crm/token | kheish secrets set crm-token"
            })
    int set(
            @Parameters(paramLabel = "REF", description = "Name of the secret.") String ref,
            @Mixin SecretSource source) {
        Reply reply = store(ref, source.read(root.shell(), ref));
        root.printer().done(reply.body(), "Stored " + ref + ".");
        return Exit.OK.code();
    }

    @Command(
            description = "Stores 32 random bytes as a secret.",
            footer = {"", "Nobody sees the value, unless --to-file asks for a copy."})
    int generate(
            @Parameters(paramLabel = "REF", description = "Name of the secret.") String ref,
            @Option(
                            names = "--to-file",
                            paramLabel = "FILE",
                            description =
                                    "Also writes the value into this new file, which only you can read.")
                    @Nullable Path copy) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        if (copy != null) {
            PrivateFile.write(copy, value);
        }
        Reply reply = store(ref, value);
        root.printer().done(reply.body(), "Stored a new random value as " + ref + ".");
        return Exit.OK.code();
    }

    @Command(description = "Deletes a secret that no connector uses.")
    int delete(@Parameters(paramLabel = "REF", description = "Name of the secret.") String ref) {
        Reply reply = root.api().call(Request.delete("v1", "runtime", "secrets", ref));
        root.printer().done(reply.body(), "Deleted " + ref + ".");
        return Exit.OK.code();
    }

    @Command(
            description = "Makes a secret unusable until it is stored again.",
            footer = {
                "",
                "Connectors that use it stop, and programs that lease it lose their lease."
            })
    int revoke(@Parameters(paramLabel = "REF", description = "Name of the secret.") String ref) {
        Reply reply =
                root.api().call(Request.post("v1", "runtime", "auth", "slots", ref, "revoke"));
        int leases = reply.body().path("revoked_leases").asInt();
        root.printer().done(reply.body(), "Revoked " + ref + ", and leases of it: " + leases + ".");
        return Exit.OK.code();
    }

    private Reply store(String ref, String value) {
        return root.api()
                .call(
                        Request.put("v1", "runtime", "secrets", ref)
                                .json(Documents.object().put("value", value)));
    }
}
