package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.cli.sidecar.Result;
import dev.kheish.host.cli.sidecar.check.About;

import java.util.Locale;

/** Checks and their results, for programs. */
final class SidecarDocuments {
    private SidecarDocuments() {}

    static ObjectNode about(About about) {
        ObjectNode document = Documents.object().put("id", about.id()).put("title", about.title());
        document.putObject("clause")
                .put("section", about.clause().section())
                .put("rule", about.clause().rule());
        ArrayNode needs = document.putArray("needs");
        about.needs().forEach(need -> needs.add(need.name().toLowerCase(Locale.ROOT)));
        return document;
    }

    static ObjectNode result(Result result) {
        ObjectNode document = about(result.about());
        document.remove("needs");
        document.put("result", result.mark().word())
                .put("detail", result.detail())
                .put("took_ms", result.took().toMillis());
        ArrayNode evidence = document.putArray("evidence");
        result.evidence()
                .forEach(
                        e ->
                                evidence.addObject()
                                        .put("sent", e.sent())
                                        .put("came_back", e.cameBack()));
        return document;
    }
}
