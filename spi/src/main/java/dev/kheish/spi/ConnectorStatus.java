package dev.kheish.spi;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import java.util.Objects;

/** How a connector is doing, as it sees itself. Immutable. */
public final class ConnectorStatus {
    /** Shown in the connector's view and counted in health. */
    public enum Health {
        /** Works. */
        OK,
        /** Works in part, or slowly; the reason says what is missing. */
        DEGRADED,
        /** Does not work; the reason says why. */
        FAILING
    }

    private final Health health;
    private final String reason;
    private final JsonObject details;

    private ConnectorStatus(Health health, String reason, JsonObject details) {
        this.health = health;
        this.reason = Objects.requireNonNull(reason, "reason");
        this.details = Objects.requireNonNull(details, "details");
    }

    /** All is well. */
    public static ConnectorStatus ok() {
        return new ConnectorStatus(Health.OK, "", JsonValue.EMPTY_JSON_OBJECT);
    }

    /** Works in part; the reason tells the operator what to do. */
    public static ConnectorStatus degraded(String reason) {
        return new ConnectorStatus(Health.DEGRADED, reason, JsonValue.EMPTY_JSON_OBJECT);
    }

    /** Does not work; the reason tells the operator what to do. */
    public static ConnectorStatus failing(String reason) {
        return new ConnectorStatus(Health.FAILING, reason, JsonValue.EMPTY_JSON_OBJECT);
    }

    /** The same with members that appear under {@code status.details} of the view; no secret. */
    public ConnectorStatus withDetails(JsonObject members) {
        return new ConnectorStatus(health, reason, members);
    }

    /** How well. */
    public Health health() {
        return health;
    }

    /** Why not better; empty when all is well. */
    public String reason() {
        return reason;
    }

    /** What the kind wants shown beside it. */
    public JsonObject details() {
        return details;
    }
}
