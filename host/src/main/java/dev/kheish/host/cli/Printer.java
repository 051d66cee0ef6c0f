package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes results: tables and sentences for people, one JSON document for programs. */
final class Printer {
    private static final Pattern NEXT =
            Pattern.compile("[?&]cursor=([A-Za-z0-9_-]+)[^>]*>; *rel=\"?next");
    private static final List<Column> PAIR =
            List.of(Column.whole("NAME", "name"), Column.text("VALUE", "value"));

    private final Shell shell;
    private final boolean json;

    Printer(Shell shell, boolean json) {
        this.shell = shell;
        this.json = json;
    }

    /** Do programs read it? */
    boolean json() {
        return json;
    }

    PrintWriter out() {
        return shell.out();
    }

    /** A list, given as a bare array, as a page, or as the named member of an object. */
    void rows(Reply reply, String member, List<Column> columns) {
        if (json) {
            document(reply.body());
            return;
        }
        JsonNode body = reply.body();
        JsonNode items =
                body.isArray() ? body : body.has("items") ? body.path("items") : body.path(member);
        table(items, columns);
        more(reply);
    }

    void table(JsonNode items, List<Column> columns) {
        if (items.isEmpty()) {
            note("None.");
            return;
        }
        Table table = new Table(columns);
        ZoneId zone = shell.clock().getZone();
        for (JsonNode item : items) {
            table.add(columns.stream().map(column -> column.cell(item, zone)).toList());
        }
        table.lines(screen()).forEach(shell.out()::println);
    }

    /** One thing, a line for each of its members; those of objects inside have dotted names. */
    void thing(JsonNode document) {
        if (json) {
            document(document);
            return;
        }
        List<List<String>> pairs = new ArrayList<>();
        flatten("", document, pairs);
        Table table = new Table(PAIR);
        pairs.forEach(table::add);
        table.lines(Integer.MAX_VALUE).stream().skip(1).forEach(shell.out()::println);
    }

    /** Something was done. */
    void done(JsonNode document, String sentence) {
        if (json) {
            document(document);
        } else {
            shell.out().println(sentence);
        }
    }

    void document(JsonNode document) {
        if (!document.isMissingNode()) {
            shell.out().println(Documents.pretty(document));
        }
    }

    /** For people only, and beside the result. */
    void note(String sentence) {
        if (!json) {
            shell.err().println(sentence);
        }
    }

    String time(JsonNode epochMillis) {
        return Cells.time(epochMillis, shell.clock().getZone());
    }

    int screen() {
        return shell.terminal().interactive() ? shell.terminal().width() : Integer.MAX_VALUE;
    }

    private void more(Reply reply) {
        Matcher next = NEXT.matcher(reply.headers().firstValue("Link").orElse(""));
        if (next.find()) {
            note("There are more: --cursor " + Cells.line(next.group(1)));
        }
    }

    private void flatten(String name, JsonNode value, List<List<String>> pairs) {
        if (value.isObject() && !value.isEmpty()) {
            String prefix = name.isEmpty() ? "" : name + ".";
            value.properties()
                    .forEach(member -> flatten(prefix + member.getKey(), member.getValue(), pairs));
        } else if (value.isArray() && value.valueStream().anyMatch(JsonNode::isContainerNode)) {
            for (int i = 0; i < value.size(); i++) {
                flatten(name + "[" + i + "]", value.get(i), pairs);
            }
        } else {
            boolean time = name.endsWith("_at_ms") && value.isIntegralNumber();
            String text = time ? time(value) : Cells.of(value);
            pairs.add(List.of(Cells.line(name), text.isEmpty() ? "-" : text));
        }
    }
}
