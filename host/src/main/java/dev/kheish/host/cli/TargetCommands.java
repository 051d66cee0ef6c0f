package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;

/** {@code kheish sessions targets}. */
@Command(description = "Shows and changes where the answers of a session go.")
final class TargetCommands {
    private static final String ROUTE = "reply-targets";
    private static final List<Column> COLUMNS =
            List.of(Column.whole("PLUGIN", "plugin"), Column.text("TARGET", "display", "address"));

    private final Root root;

    TargetCommands(Root root) {
        this.root = root;
    }

    @Command(description = "Lists the targets.")
    int get(@Mixin SessionId session) {
        root.printer()
                .rows(root.api().call(Request.get(session.path(ROUTE))), "reply_targets", COLUMNS);
        return Exit.OK.code();
    }

    @Command(
            description = "Replaces the targets; later runs use them.",
            footer = {
                "",
                "  kheish sessions targets set s-17 --to-url https://example.org/answers",
                "  kheish sessions targets set s-17 --json '[{\"type\":\"slack\",\"connector\":\"corp\",\"channel_id\":\"C9\"}]'"
            })
    int set(
            @Mixin SessionId session,
            @Mixin Document document,
            @Option(
                            names = "--to-url",
                            paramLabel = "URL",
                            description = "Posts answers to this address; may be given again.")
                    @Nullable List<String> urls,
            @Option(
                            names = "--allow-private-network",
                            description =
                                    "The addresses of --to-url may be on this machine or in a private network.")
                    boolean allowPrivate) {
        if (document.given() == (urls != null)) {
            throw CommandFailure.usage(
                    "Give the targets with --to-url URL, --json TEXT or --file FILE.");
        }
        ObjectNode body =
                urls == null ? wrap(document.read(root.shell())) : toUrls(urls, allowPrivate);
        Reply reply = root.api().call(Request.put(session.path(ROUTE)).json(body));
        root.printer().done(reply.body(), "Later runs in " + session + " answer there.");
        return Exit.OK.code();
    }

    @Command(description = "Removes all targets: answers stay in the session.")
    int clear(@Mixin SessionId session) {
        Reply reply = root.api().call(Request.delete(session.path(ROUTE)));
        root.printer().done(reply.body(), "Cleared the targets of " + session + ".");
        return Exit.OK.code();
    }

    private static ObjectNode toUrls(List<String> urls, boolean allowPrivate) {
        ArrayNode targets = Documents.array();
        for (String url : urls) {
            ObjectNode target = targets.addObject().put("type", "http").put("url", url);
            if (allowPrivate) {
                target.put("allow_private_network", true);
            }
        }
        return wrap(targets);
    }

    private static ObjectNode wrap(JsonNode document) {
        if (document instanceof ObjectNode object && object.has("reply_targets")) {
            return object;
        }
        ArrayNode targets =
                document instanceof ArrayNode list ? list : Documents.array().add(document);
        ObjectNode body = Documents.object();
        body.set("reply_targets", targets);
        return body;
    }
}
