package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.settings.Durations;
import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.SettingRole;
import dev.kheish.spi.SettingSpec;

import jakarta.json.JsonReader;

import org.jspecify.annotations.Nullable;

import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Takes from checked settings what the host acts on, by role. */
final class Policies {
    private Policies() {}

    static ConnectorPolicy of(List<SettingSpec> specs, ConnectorSettings settings) {
        ObjectNode values = settings.values();
        String fixed = null;
        SessionPolicy session = SessionPolicy.DEFAULT;
        long rate = 0;
        DeliveryPolicy delivery = DeliveryPolicy.DEFAULT;
        for (SettingSpec spec : specs) {
            switch (spec.role()) {
                case FIXED_SESSION -> fixed = settings.string(spec.name()).orElse(null);
                case SESSION_POLICY -> session = session(values.path(spec.name()));
                case INGRESS_RATE -> rate = settings.integer(spec.name());
                case DELIVERY_POLICY -> delivery = delivery(values.path(spec.name()));
                case NONE, REPLY_TARGETS -> {}
            }
        }
        return new ConnectorPolicy(fixed, session, rate, delivery);
    }

    /** The personas that settings name, by the path that names them. */
    static Optional<Persona> persona(List<SettingSpec> specs, ObjectNode values) {
        return specs.stream()
                .filter(spec -> spec.role() == SettingRole.SESSION_POLICY)
                .filter(spec -> values.path(spec.name()).path(PolicyInputs.PERSONA).isTextual())
                .findFirst()
                .map(
                        spec ->
                                new Persona(
                                        spec.name() + "." + PolicyInputs.PERSONA,
                                        values.path(spec.name())
                                                .path(PolicyInputs.PERSONA)
                                                .textValue()));
    }

    private static SessionPolicy session(JsonNode node) {
        return new SessionPolicy(
                node.path(PolicyInputs.CREATE_IF_MISSING).asBoolean(false),
                node.path(PolicyInputs.PERSONA).textValue(),
                canonical(node.path(PolicyInputs.CAPABILITIES)),
                canonical(node.path(PolicyInputs.CREDENTIALS)));
    }

    private static DeliveryPolicy delivery(JsonNode node) {
        DeliveryPolicy otherwise = DeliveryPolicy.DEFAULT;
        return new DeliveryPolicy(
                node.path(PolicyInputs.MAX_ATTEMPTS).asInt(otherwise.maxAttempts()),
                span(node.path(PolicyInputs.MAX_AGE), otherwise.maxAge()),
                node.path(PolicyInputs.CONCURRENCY).asInt(otherwise.concurrency()),
                node.path(PolicyInputs.PER_SECOND).asInt(otherwise.perSecond()),
                span(node.path(PolicyInputs.TIMEOUT), otherwise.timeout()));
    }

    private static Duration span(JsonNode node, Duration otherwise) {
        return node.isTextual() ? Durations.find(node.textValue()).orElse(otherwise) : otherwise;
    }

    private static @Nullable String canonical(JsonNode scope) {
        if (!scope.isObject()) {
            return null;
        }
        try (JsonReader reader =
                Json.provider().createReader(new StringReader(Json.write(scope)))) {
            return CanonicalJson.write(reader.readObject());
        }
    }

    /** A persona that must exist, and where it is named. */
    record Persona(String path, String id) {}
}
