package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import java.time.ZoneId;
import java.util.List;

/**
 * One column of a table: its heading, and where in a row's JSON the value is.
 *
 * @param members places to look, the first that has a value wins; {@code a.b} is member b of a
 */
record Column(String heading, Style style, List<String> members) {
    /** How a value is shown. */
    enum Style {
        /** May be cut when the screen is narrow. */
        TEXT,
        /** Is copied into other commands: never cut. */
        WHOLE,
        /** Epoch milliseconds. */
        TIME
    }

    static Column text(String heading, String... members) {
        return new Column(heading, Style.TEXT, List.of(members));
    }

    static Column whole(String heading, String... members) {
        return new Column(heading, Style.WHOLE, List.of(members));
    }

    static Column time(String heading, String... members) {
        return new Column(heading, Style.TIME, List.of(members));
    }

    String cell(JsonNode row, ZoneId zone) {
        for (String member : members) {
            JsonNode value = row;
            for (String step : Names.split(member)) {
                value = step(value, step);
            }
            String text = style == Style.TIME ? Cells.time(value, zone) : Cells.of(value);
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "-";
    }

    // Of a list, that member of each element.
    private static JsonNode step(JsonNode value, String member) {
        if (!value.isArray()) {
            return value.path(member);
        }
        ArrayNode each = Documents.array();
        value.forEach(item -> each.add(item.path(member)));
        return each;
    }
}
