package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.plugin.KindLease;
import dev.kheish.spi.ConnectorStatus;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.Route;

import java.util.Locale;
import java.util.Optional;

/** What people see of connectors. */
final class ConnectorViews {
    private static final System.Logger LOG = System.getLogger(ConnectorViews.class.getName());

    private final KindSource kinds;
    private final Validation validation;
    private final Targets targets;
    private final Redaction redaction;

    ConnectorViews(KindSource kinds, Validation validation, Targets targets, Redaction redaction) {
        this.redaction = redaction;
        this.kinds = kinds;
        this.validation = validation;
        this.targets = targets;
    }

    /**
     * @param full whether addresses of reply targets are shown, which may hold rights
     */
    ObjectNode view(Entry entry, boolean full) {
        Definition definition = entry.definition();
        ObjectNode view =
                Json.object()
                        .put("kind", definition.key().kind())
                        .put("source", definition.source().text())
                        .put("name", definition.key().name());
        // Without the kind nobody knows which settings may be shown.
        Optional<KindLease> lease = kinds.lease(definition.key().kind());
        if (lease.isPresent()) {
            try (KindLease held = lease.get()) {
                new SettingsView(full, handle -> full ? handle.address() : redacted(handle))
                        .write(
                                view,
                                held.kind().settings(),
                                validation.read(held.kind(), definition).settings());
            }
        }
        situation(view, entry.situation());
        view.put("revision", definition.revision())
                .put("created_at_ms", definition.createdMs())
                .put("updated_at_ms", definition.updatedMs());
        OpenConnector open = entry.open();
        if (open != null) {
            overload(view, open);
            status(open).ifPresent(status -> view.set("status", status));
            routes(view.putArray("routes"), open);
        }
        return view;
    }

    /** An entry of the file that could not become a connector. */
    static ObjectNode view(FileReport.Refused refused) {
        return Json.object()
                .put("kind", refused.key().kind())
                .put("source", ConnectorSource.FILE.text())
                .put("name", refused.key().name())
                .put("state", ConnectorState.ERROR.text())
                .put("last_error", refused.code() + ": " + refused.detail());
    }

    /** How it sees itself; empty while it is being closed. */
    Optional<ObjectNode> status(OpenConnector open) {
        Optional<LiveConnector.Hold> hold = open.hold();
        if (hold.isEmpty()) {
            return Optional.empty();
        }
        try (LiveConnector.Hold _ = hold.get()) {
            return Optional.of(view(open.connector().status(), redaction.and(open.hidden())));
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A connector failed to tell its status: " + open.key(),
                    e);
            return Optional.of(
                    view(
                            ConnectorStatus.failing(
                                    "It failed to tell its status; the log says why."),
                            redaction));
        }
    }

    private String redacted(ReplyHandle handle) {
        return targets.decode(handle, Origin.OPERATOR)
                        instanceof TargetOutcome.Ok(StoredTarget target)
                ? target.display()
                : "(cannot be read)";
    }

    private static void situation(ObjectNode view, Situation situation) {
        view.put("state", situation.state().text()).put("state_since_ms", situation.sinceMs());
        if (!situation.error().isEmpty()) {
            view.put("last_error", situation.error());
        }
        if (!situation.errors().isEmpty()) {
            ArrayNode errors = view.putArray("errors");
            situation
                    .errors()
                    .forEach(
                            error ->
                                    errors.addObject()
                                            .put("field", error.field())
                                            .put("message", error.message()));
        }
    }

    private static void overload(ObjectNode view, OpenConnector open) {
        if (open.turnedAway() > 0) {
            view.putObject("overloaded")
                    .put("turned_away", open.turnedAway())
                    .put("last_at_ms", open.lastTurnedAwayMs())
                    .put(
                            "reason",
                            "It brings events faster than they can be stored; they have to be brought again.");
        }
    }

    private static ObjectNode view(ConnectorStatus status, Redaction redaction) {
        ObjectNode view =
                Json.object().put("health", status.health().name().toLowerCase(Locale.ROOT));
        if (!status.reason().isEmpty()) {
            view.put("reason", redaction.apply(status.reason()));
        }
        if (!status.details().isEmpty()) {
            view.set("details", redaction.apply(SettingsView.node(status.details())));
        }
        return view;
    }

    private static void routes(ArrayNode out, OpenConnector open) {
        for (Route route : open.routes()) {
            out.add(
                    "%s /v1/connectors/%s/%s%s"
                            .formatted(route.method(), open.kind(), open.name(), route.path()));
        }
    }
}
