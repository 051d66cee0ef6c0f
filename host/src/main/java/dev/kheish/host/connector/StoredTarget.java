package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.spi.Origin;
import dev.kheish.spi.Target;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A reply target in normal form, as rows keep it. Two are equal if they mean the same, however they
 * are shown.
 *
 * @param plugin the kind that delivers, or {@link #DAEMON}
 * @param address what that kind decodes; a session id for the host's own
 * @param display enough to recognise it, with no secret and no person in it
 * @param connector the connector that delivers; null where the kind's output does
 * @param lane the lane that the kind chose; null where the host chooses
 */
public record StoredTarget(
        String plugin,
        String address,
        Origin origin,
        String display,
        @Nullable String connector,
        @Nullable String lane) {
    /** The host's own plugin: outputs appear in a session and its stream, and nowhere else. */
    public static final String DAEMON = "daemon";

    /** What a kind decoded. */
    public static StoredTarget of(String plugin, Target target) {
        return new StoredTarget(
                plugin,
                target.address(),
                target.origin(),
                target.display(),
                target.connector().orElse(null),
                target.lane().orElse(null));
    }

    /** The host's own target for a session. */
    public static StoredTarget ofSession(String sessionId, Origin origin) {
        return new StoredTarget(DAEMON, sessionId, origin, "session " + sessionId, null, null);
    }

    /** Whether the host itself is the target. */
    public boolean isDaemon() {
        return plugin.equals(DAEMON);
    }

    /** As the kind knows it. */
    public Target toTarget() {
        Target target = Target.of(address, origin, display);
        if (connector != null) {
            target = target.withConnector(connector);
        }
        return lane == null ? target : target.withLane(lane);
    }

    /** For rows, not for views: the address may hold what only admins may see. */
    public ObjectNode toJson() {
        ObjectNode json =
                Json.object()
                        .put("plugin", plugin)
                        .put("address", address)
                        .put("origin", origin.name())
                        .put("display", display);
        if (connector != null) {
            json.put("connector", connector);
        }
        if (lane != null) {
            json.put("lane", lane);
        }
        return json;
    }

    /** Reads what {@link #toJson} wrote. */
    public static StoredTarget fromJson(JsonNode json) {
        return new StoredTarget(
                json.required("plugin").textValue(),
                json.required("address").textValue(),
                Origin.valueOf(json.required("origin").textValue()),
                json.required("display").textValue(),
                json.path("connector").textValue(),
                json.path("lane").textValue());
    }

    /** A list for a row. */
    public static ArrayNode listToJson(List<StoredTarget> targets) {
        ArrayNode json = Json.array();
        targets.forEach(target -> json.add(target.toJson()));
        return json;
    }

    /** Reads what {@link #listToJson} wrote. */
    public static List<StoredTarget> listFromJson(JsonNode json) {
        List<StoredTarget> targets = new ArrayList<>(json.size());
        json.forEach(each -> targets.add(fromJson(each)));
        return List.copyOf(targets);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredTarget that
                && plugin.equals(that.plugin)
                && address.equals(that.address)
                && origin == that.origin
                && Objects.equals(connector, that.connector)
                && Objects.equals(lane, that.lane);
    }

    @Override
    public int hashCode() {
        return Objects.hash(plugin, address, origin, connector, lane);
    }
}
