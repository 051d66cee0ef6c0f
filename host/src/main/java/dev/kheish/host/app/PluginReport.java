package dev.kheish.host.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.plugin.PluginView;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a check of a plugin found, step by step. For one thread. */
final class PluginReport {
    private final List<Finding> findings = new ArrayList<>();
    private String about = "";

    /** How a step went. */
    private enum Mark {
        OK,
        WARNING,
        SKIPPED,
        FAILED
    }

    private record Finding(String step, Mark mark, String detail) {}

    void about(PluginView plugin) {
        about =
                "plugin %s%s, SPI level %d"
                        .formatted(
                                plugin.id(),
                                plugin.version().map(version -> " " + version).orElse(""),
                                plugin.spiLevel());
    }

    void ok(String step, String detail) {
        findings.add(new Finding(step, Mark.OK, detail));
    }

    void warn(String step, String detail) {
        findings.add(new Finding(step, Mark.WARNING, detail));
    }

    void skipped(String step, String detail) {
        findings.add(new Finding(step, Mark.SKIPPED, detail));
    }

    void failed(String step, String detail) {
        findings.add(new Finding(step, Mark.FAILED, detail));
    }

    boolean isGood() {
        return failures() == 0;
    }

    void print(PrintWriter out, boolean json) {
        if (json) {
            out.println(document().toPrettyString());
        } else {
            if (!about.isEmpty()) {
                out.println(about);
            }
            findings.forEach(finding -> out.println(line(finding)));
            out.println(Complaints.counted(failures()));
        }
        out.flush();
    }

    private long failures() {
        return findings.stream().filter(finding -> finding.mark() == Mark.FAILED).count();
    }

    private static String line(Finding finding) {
        return "%-8s%s: %s".formatted(text(finding.mark()), finding.step(), finding.detail());
    }

    private ObjectNode document() {
        ObjectNode document = Json.object().put("ok", isGood());
        if (!about.isEmpty()) {
            document.put("about", about);
        }
        ArrayNode checks = document.putArray("checks");
        for (Finding finding : findings) {
            checks.addObject()
                    .put("step", finding.step())
                    .put("result", text(finding.mark()))
                    .put("detail", finding.detail());
        }
        return document;
    }

    private static String text(Mark mark) {
        return mark.name().toLowerCase(Locale.ROOT);
    }
}
