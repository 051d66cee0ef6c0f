package dev.kheish.host.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.audit.AuditEntry;
import dev.kheish.host.audit.AuditLog;
import dev.kheish.host.json.Json;
import dev.kheish.host.store.Store;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.List;
import java.util.OptionalLong;

/** {@code /v1/runtime/audit}: who did what, newest first. */
public final class AuditRoutes implements HttpService {
    private final Store store;
    private final AuditLog audit;

    public AuditRoutes(Store store, AuditLog audit) {
        this.store = store;
        this.audit = audit;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/runtime/audit", Access.ADMIN.of(this::list))
                .get("/v1/runtime/audit/verification", Access.ADMIN.of(this::verify));
    }

    private void list(ServerRequest request, ServerResponse response) {
        Paging paging = Paging.of(request);
        OptionalLong before =
                paging.afterNumber().map(OptionalLong::of).orElse(OptionalLong.empty());
        List<AuditEntry> entries = store.read(reader -> audit.list(reader, before, paging.fetch()));
        paging.send(
                response,
                entries,
                "audit_seq_desc",
                entry -> Long.toString(entry.seq()),
                AuditRoutes::view);
    }

    private void verify(ServerRequest request, ServerResponse response) {
        AuditLog.Verification result = audit.verify(store);
        ObjectNode view =
                Json.object()
                        .put("intact", result.brokenAt().isEmpty())
                        .put("checked", result.checked());
        result.brokenAt().ifPresent(seq -> view.put("broken_at", Long.toString(seq)));
        if (result.prunedUntil() > 0) {
            view.put("pruned_until", Long.toString(result.prunedUntil()));
        }
        Reply.json(response, view);
    }

    private static ObjectNode view(AuditEntry entry) {
        ObjectNode view =
                Json.object()
                        .put("seq", Long.toString(entry.seq()))
                        .put("at_ms", entry.atMs())
                        .put("actor", entry.actor())
                        .put("action", entry.action())
                        .put("subject", entry.subject());
        view.set("detail", Json.readStored(entry.detail()));
        return view.put("hash", entry.hash());
    }
}
