package dev.kheish.plugin.slack;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import java.util.List;
import java.util.Objects;

/** One post of the Events API, whatever it tells. Immutable. */
record Callback(Members envelope) {
    /** Throws {@link BadInputException} for what is no object. */
    static Callback of(JsonValue body) {
        return new Callback(Members.of(body, ""));
    }

    /** An installation of the app that a callback is meant for, with the ids that it tells. */
    record Authorization(Workspace workspace, @Nullable String user, boolean bot) {}

    JsonObject json() {
        return envelope.object();
    }

    /** {@code event_callback} and the like; empty when absent. */
    String type() {
        return Objects.requireNonNullElse(envelope.id("type"), "");
    }

    String challenge() {
        return envelope.text("challenge");
    }

    /** When Slack began to hold events back, in minutes since 1970; JSON null when not told. */
    JsonValue minuteRateLimited() {
        JsonValue minute = envelope.object().get("minute_rate_limited");
        return minute != null && minute.getValueType() == JsonValue.ValueType.NUMBER
                ? minute
                : JsonValue.NULL;
    }

    @Nullable
    String eventId() {
        return envelope.id("event_id");
    }

    @Nullable
    String appId() {
        return envelope.id("api_app_id");
    }

    /** What happened, or null in an envelope without it. */
    @Nullable
    Members event() {
        return envelope.object("event");
    }

    List<Authorization> authorizations() {
        return envelope.objects("authorizations").stream()
                .map(
                        each ->
                                new Authorization(
                                        new Workspace(each.id("enterprise_id"), each.id("team_id")),
                                        each.id("user_id"),
                                        each.flag("is_bot")))
                .toList();
    }

    /**
     * The workspace that the app saw it in. In channels that workspaces share, {@code team_id} may
     * be the other side's, and only {@code context_team_id} ours.
     */
    Workspace workspace() {
        Members event = event();
        String team = envelope.written("context_team_id");
        if (team == null) {
            team = envelope.written("team_id");
        }
        if (team == null && event != null) {
            team = event.written("team");
        }
        if (team == null) {
            team = firstAuthorized("team_id");
        }
        String enterprise = envelope.written("context_enterprise_id");
        if (enterprise == null) {
            enterprise = envelope.written("enterprise_id");
        }
        if (enterprise == null) {
            enterprise = firstAuthorized("enterprise_id");
        }
        return new Workspace(absentIfBlank(enterprise), absentIfBlank(team));
    }

    private @Nullable String firstAuthorized(String name) {
        for (Members each : envelope.objects("authorizations")) {
            String id = each.written(name);
            if (id != null) {
                return id;
            }
        }
        return null;
    }

    private static @Nullable String absentIfBlank(@Nullable String id) {
        return id == null || id.isEmpty() ? null : id;
    }
}
