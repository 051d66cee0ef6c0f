package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.SettingsReader.Reading;
import dev.kheish.host.json.Json;
import dev.kheish.host.plugin.KindLease;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.FieldError;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks a connector over without touching it: what would keep it from working, item by item. */
final class ConnectorCheck {
    private final KindSource kinds;
    private final Validation validation;
    private final ConnectorViews views;
    private final PersonaCheck personas;

    ConnectorCheck(
            KindSource kinds, Validation validation, ConnectorViews views, PersonaCheck personas) {
        this.kinds = kinds;
        this.validation = validation;
        this.views = views;
        this.personas = personas;
    }

    ObjectNode of(Entry entry) {
        ArrayNode checks = Json.array();
        Definition definition = entry.definition();
        Optional<KindLease> lease = kinds.lease(definition.key().kind());
        add(
                checks,
                "kind",
                lease.isPresent(),
                lease.isPresent() ? "" : "No plugin offers it at the moment.");
        if (lease.isPresent()) {
            try (KindLease held = lease.get()) {
                configuration(checks, held.kind(), definition);
            }
        }
        Situation situation = entry.situation();
        OpenConnector open = entry.open();
        add(
                checks,
                "state",
                open != null,
                (situation.state().text() + " " + situation.error()).strip());
        if (open != null) {
            views.status(open).ifPresent(status -> status(checks, status));
        }
        boolean ok = true;
        for (var check : checks) {
            ok &= check.path("ok").asBoolean();
        }
        ObjectNode report = Json.object().put("ok", ok);
        report.set("checks", checks);
        return report;
    }

    private void configuration(ArrayNode checks, ConnectorKind kind, Definition definition) {
        Reading reading = validation.read(kind, definition);
        boolean readable = reading.errors().isEmpty();
        add(checks, "settings", readable, Mistakes.text(reading.errors()));
        if (readable) {
            add(checks, "validation", validation.ofKind(kind, definition.key(), reading));
        }
        Map<String, SecretSource> sources = SecretSource.of(kind.settings(), reading.settings());
        Map<String, String> problems = validation.secretProblems(sources);
        new TreeMap<>(sources)
                .forEach(
                        (path, _) ->
                                add(
                                        checks,
                                        "secret " + path,
                                        !problems.containsKey(path),
                                        problems.getOrDefault(path, "")));
        add(checks, "reply targets", validation.ofTargets(kind, definition.key(), reading));
        add(checks, "persona", Validation.ofPersona(kind, reading, personas));
    }

    private static void status(ArrayNode checks, ObjectNode status) {
        add(
                checks,
                "status",
                !status.path("health").asText().equals("failing"),
                (status.path("health").asText() + " " + status.path("reason").asText()).strip());
    }

    private static void add(ArrayNode checks, String name, List<FieldError> errors) {
        add(checks, name, errors.isEmpty(), Mistakes.text(errors));
    }

    private static void add(ArrayNode checks, String name, boolean ok, String detail) {
        ObjectNode check = checks.addObject().put("check", name).put("ok", ok);
        if (!detail.isEmpty()) {
            check.put("detail", detail);
        }
    }
}
