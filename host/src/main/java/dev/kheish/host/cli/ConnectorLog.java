package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

/** Prints what programs of a connector wrote, once or as it comes. */
final class ConnectorLog {
    private static final int WAIT_MS = 20_000;
    private static final int AT_ONCE = 1000;

    private final Root root;
    private final ConnectorName name;

    ConnectorLog(Root root, ConnectorName name) {
        this.root = root;
        this.name = name;
    }

    /** The last lines. */
    void show(int lines) {
        JsonNode body = ask(lines, null, null);
        if (root.printer().json()) {
            root.printer().document(body);
            return;
        }
        if (body.path("lines").isEmpty()) {
            root.printer().note("None.");
        }
        print(body);
    }

    /** The last lines and those that come; ends when the daemon does. */
    void follow(int lines) {
        JsonNode body = ask(lines, null, null);
        print(body);
        while (!Thread.currentThread().isInterrupted()) {
            body = ask(AT_ONCE, body.path("next").asLong(), WAIT_MS);
            print(body);
        }
    }

    private JsonNode ask(int lines, @Nullable Long after, @Nullable Integer waitMs) {
        Request request =
                Request.get(name.path("logs"))
                        .query("lines", lines)
                        .query("after", after)
                        .query("wait_ms", waitMs);
        return root.api().call(request).body();
    }

    private void print(JsonNode body) {
        for (JsonNode line : body.path("lines")) {
            root.shell()
                    .out()
                    .println(root.printer().json() ? Documents.compact(line) : text(line));
        }
        root.shell().out().flush();
    }

    private String text(JsonNode line) {
        return root.printer().time(line.path("at_ms"))
                + "  "
                + Cells.of(line.path("source"))
                + "  "
                + Cells.block(line.path("line").asText());
    }
}
