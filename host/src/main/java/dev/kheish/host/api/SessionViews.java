package dev.kheish.host.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.json.Json;
import dev.kheish.host.session.Session;
import dev.kheish.host.session.SessionControl;

import java.util.Locale;

/** How sessions are shown. */
final class SessionViews {
    private final SessionControl sessions;

    SessionViews(SessionControl sessions) {
        this.sessions = sessions;
    }

    ObjectNode of(Session session, Caller caller) {
        boolean busy = sessions.isBusy(session);
        ObjectNode view =
                Json.object()
                        .put("session_id", session.id())
                        .put("status", busy ? "running" : "idle")
                        .put("created_at_ms", session.createdMs());
        if (session.threadId() != null) {
            view.put("thread_id", session.threadId());
        }
        Session.Terms terms = session.terms();
        if (terms.personaId() != null) {
            view.put("persona_id", terms.personaId());
        }
        if (terms.capabilityScope() != null) {
            view.set("capability_scope", Json.readStored(terms.capabilityScope()));
        }
        if (terms.credentialScope() != null) {
            view.set("credential_scope", Json.readStored(terms.credentialScope()));
        }
        view.set("reply_targets", targets(session, caller));
        view.put("reply_targets_by", session.targetsBy().name().toLowerCase(Locale.ROOT));
        return view;
    }

    /** Addresses may hold what only admins may see; others get how the kind shows them. */
    static ArrayNode targets(Session session, Caller caller) {
        ArrayNode list = Json.array();
        for (StoredTarget target : SessionControl.targets(session)) {
            ObjectNode view = list.addObject().put("plugin", target.plugin());
            if (caller.isAdmin()) {
                view.put("address", target.address());
            }
            view.put("display", target.display());
        }
        return list;
    }
}
