package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Shows how a run ended: its answer on standard output, everything else beside it. */
final class Answers {
    private final Printer printer;

    Answers(Printer printer) {
        this.printer = printer;
    }

    /** The exit code that tells scripts the same. */
    int show(JsonNode run) {
        boolean completed = run.path("status").asText().equals("completed");
        if (printer.json()) {
            printer.document(run);
        } else {
            run.path("outputs").forEach(this::output);
            if (!completed) {
                printer.note(
                        "Run %s %s%s"
                                .formatted(id(run), Cells.of(run.path("status")), reason(run)));
            } else if (run.path("outputs").isEmpty()) {
                printer.note("Run " + id(run) + " completed without an output.");
            }
        }
        return completed ? Exit.OK.code() : Exit.FAILED.code();
    }

    /** One line for each new status, for whoever is watching. */
    void progress(JsonNode run) {
        if (!RunFollower.ended(run)) {
            printer.note("Run " + id(run) + " is " + Cells.of(run.path("status")) + ".");
        }
    }

    static String id(JsonNode run) {
        return Cells.of(run.path("run_id"));
    }

    private void output(JsonNode output) {
        String text = Cells.block(output.path("content").asText());
        printer.out().println(text.isEmpty() ? "(an output without text)" : text);
        for (JsonNode artifact : output.path("artifacts")) {
            String name = Cells.of(artifact.path("file_name"));
            printer.note(
                    "With file "
                            + (name.isEmpty() ? "" : name + ", ")
                            + "asset "
                            + Cells.of(artifact.path("id"))
                            + ".");
        }
    }

    private static String reason(JsonNode run) {
        String error = Cells.of(run.path("error"));
        return error.isEmpty() ? "." : ": " + error;
    }
}
