package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.cli.sidecar.Result;
import dev.kheish.host.cli.sidecar.Result.Mark;
import dev.kheish.host.cli.sidecar.check.About;
import dev.kheish.host.cli.sidecar.check.Check;
import dev.kheish.host.cli.sidecar.stage.Exchange;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Writes what was found out about a sidecar, a line for each check as soon as it is made. */
final class SidecarReport {
    private static final String GUIDE = "docs/writing-a-sidecar.md";
    private static final String PLAIN = "\u001b[0m";
    private static final int MARK = 9;
    private static final int SHOWN = 3;

    private final Printer printer;
    private final PrintWriter out;
    private final List<Check> checks;
    private final boolean colour;
    private final int width;
    private final List<Result> results = new ArrayList<>();

    SidecarReport(Printer printer, Shell shell, List<Check> checks) {
        this.printer = printer;
        this.out = shell.out();
        this.checks = checks;
        this.colour =
                shell.terminal().interactive() && !shell.environment().containsKey("NO_COLOR");
        this.width = checks.stream().mapToInt(c -> c.about().id().length()).max().orElse(0) + 2;
    }

    /** The checks themselves. */
    void list() {
        ArrayNode all = Documents.array();
        checks.forEach(check -> all.add(SidecarDocuments.about(check.about())));
        if (printer.json()) {
            printer.document(all);
        } else {
            printer.table(
                    all,
                    List.of(
                            Column.whole("CHECK", "id"),
                            Column.text("TITLE", "title"),
                            Column.text("RULES IN", "clause.section"),
                            Column.text("NEEDS", "needs")));
        }
    }

    void begin() {
        if (!printer.json()) {
            line("RESULT", "CHECK", "DETAIL");
        }
    }

    void add(Result result) {
        results.add(result);
        if (!printer.json()) {
            String mark = paint(result.mark(), result.mark().word());
            line(mark, result.about().id(), Cells.line(result.detail()));
        }
    }

    /** What is wrong at length, and the sum of it. */
    Exit end(boolean strict) {
        if (printer.json()) {
            printer.document(document());
        } else {
            results.stream().filter(r -> r.mark() == Mark.FAILED).forEach(this::block);
            out.println();
            out.println(
                    "%d passed, %d failed, %d skipped."
                            .formatted(
                                    count(Mark.PASSED), count(Mark.FAILED), count(Mark.SKIPPED)));
        }
        boolean bad = count(Mark.FAILED) > 0 || count(Mark.PASSED) == 0;
        return bad || (strict && count(Mark.SKIPPED) > 0) ? Exit.FAILED : Exit.OK;
    }

    private ObjectNode document() {
        ObjectNode document =
                Documents.object()
                        .put("passed", count(Mark.PASSED))
                        .put("failed", count(Mark.FAILED))
                        .put("skipped", count(Mark.SKIPPED));
        ArrayNode all = document.putArray("results");
        results.forEach(result -> all.add(SidecarDocuments.result(result)));
        return document;
    }

    private void block(Result result) {
        About about = result.about();
        out.println();
        out.println(paint(Mark.FAILED, about.id()) + ": " + about.title());
        out.println(
                "  rule   %s (%s, %s)"
                        .formatted(about.clause().rule(), GUIDE, about.clause().section()));
        out.println("  found  " + Cells.line(result.detail()));
        for (Exchange exchange : result.evidence().stream().limit(SHOWN).toList()) {
            indented("sent", exchange.sent());
            indented("back", exchange.cameBack());
        }
        if (result.evidence().size() > SHOWN) {
            out.println("  and " + (result.evidence().size() - SHOWN) + " more of the kind");
        }
    }

    private void indented(String label, String text) {
        String name = label;
        for (String line : Cells.block(text).lines().toList()) {
            out.println(("  %-7s".formatted(name) + line).stripTrailing());
            name = "";
        }
    }

    private void line(String mark, String id, String detail) {
        int shown = colour && mark.endsWith(PLAIN) ? mark.length() - 9 : mark.length();
        String left = mark + " ".repeat(MARK - shown) + id + " ".repeat(width - id.length());
        int room = printer.screen() - MARK - width;
        out.println((left + DisplayWidth.cut(detail, Math.max(room, 20))).stripTrailing());
        out.flush();
    }

    private int count(Mark mark) {
        return (int) results.stream().filter(result -> result.mark() == mark).count();
    }

    private String paint(Mark mark, String text) {
        if (!colour) {
            return text;
        }
        return switch (mark) {
            case PASSED -> "\u001b[32m" + text + PLAIN;
            case FAILED -> "\u001b[31m" + text + PLAIN;
            case SKIPPED -> "\u001b[33m" + text + PLAIN;
        };
    }
}
