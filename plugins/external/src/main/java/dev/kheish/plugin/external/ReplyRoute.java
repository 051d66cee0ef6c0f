package dev.kheish.plugin.external;

import dev.kheish.spi.MalformedJsonException;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Where an answer goes: a connector, and what its sidecar wants to hear back. Immutable.
 *
 * @param route opaque; not blank
 */
record ReplyRoute(String connector, String route) {
    private static final Set<String> MEMBERS = Set.of("connector", "route");
    private static final Set<String> STRUCTURED = Set.of("type", "connector", "route");
    private static final int DEEPEST = 2;

    /** Parses strictly; see {@link dev.kheish.spi.KindContext#parse}. */
    @FunctionalInterface
    interface Parser {
        JsonValue parse(byte[] utf8, int maxDepth) throws MalformedJsonException;
    }

    /** Reads the address of a raw handle. */
    static ReplyRoute read(String address, Parser parser) throws TargetException {
        JsonValue value;
        try {
            value = parser.parse(address.getBytes(StandardCharsets.UTF_8), DEEPEST);
        } catch (MalformedJsonException e) {
            throw notARoute("it is not JSON");
        }
        if (value instanceof JsonObject object) {
            return read(object, MEMBERS);
        }
        throw notARoute("it is no object");
    }

    /** Reads a structured target, which has a member {@code type} besides. */
    static ReplyRoute read(JsonObject structured) throws TargetException {
        return read(structured, STRUCTURED);
    }

    private static ReplyRoute read(JsonObject object, Set<String> known) throws TargetException {
        for (String member : object.keySet()) {
            if (!known.contains(member)) {
                throw notARoute("it has a member of another name");
            }
        }
        String route = text(object, "route");
        if (Limits.isLonger(route, Limits.ROUTE_BYTES)) {
            throw notARoute("'route' is longer than " + Limits.ROUTE_BYTES + " bytes of UTF-8");
        }
        return new ReplyRoute(text(object, "connector").strip(), route);
    }

    /** The address, always in this order and without white space. */
    String address(JsonProvider json) {
        return json.createObjectBuilder()
                .add("connector", connector)
                .add("route", route)
                .build()
                .toString();
    }

    ReplyHandle handle(JsonProvider json) {
        return ReplyHandle.of(ExternalKind.NAME, address(json));
    }

    /**
     * The target, in no lane of its own. Routes may hold the id of the very message that is
     * answered, so a lane for each route would let the second answer overtake the first; the host's
     * own lane is the session, and that is the conversation. The route is not shown: it may name a
     * person.
     */
    Target target(Origin origin, JsonProvider json) {
        return Target.of(address(json), origin, ExternalKind.NAME + ":" + connector)
                .withConnector(connector);
    }

    private static String text(JsonObject object, String name) throws TargetException {
        if (object.get(name) instanceof JsonString text && !text.getString().isBlank()) {
            return text.getString();
        }
        throw notARoute("'" + name + "' is missing or blank");
    }

    private static TargetException notARoute(String why) {
        return new TargetException(
                "The address cannot be used: %s. Write {\"connector\": \"<name>\", \"route\": \"<what the sidecar gave>\"}."
                        .formatted(why));
    }
}
