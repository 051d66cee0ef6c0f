package dev.kheish.plugin.external;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import java.nio.charset.StandardCharsets;

/** The members of one answer of a sidecar; null counts as absent. Immutable. */
final class Answer {
    private static final int RUNTIME_VERSION = 1;
    private static final int ID_BYTES = 512;

    private final String what;
    private final JsonObject object;

    private Answer(String what, JsonObject object) {
        this.what = what;
        this.object = object;
    }

    /**
     * @param what was asked for, such as {@code manifest}
     */
    static Answer of(String what, JsonValue value) throws SidecarException {
        if (value instanceof JsonObject object) {
            return new Answer(what, object);
        }
        throw unreadable(what, "it is no JSON object");
    }

    void requireVersion() throws SidecarException {
        if (!(object.get("protocol_version") instanceof JsonNumber number)) {
            throw unreadable("'protocol_version' must be a number");
        }
        if (!number.isIntegral() || number.doubleValue() != RUNTIME_VERSION) {
            throw new SidecarException(
                    SidecarException.Reason.WRONG_VERSION,
                    "The sidecar's %s is of protocol version %s; this host speaks version %d."
                            .formatted(what, shown(number), RUNTIME_VERSION));
        }
    }

    String instanceId() throws SidecarException {
        String id = text("instance_id");
        if (id.isBlank() || id.getBytes(StandardCharsets.UTF_8).length > ID_BYTES) {
            throw unreadable("'instance_id' must be text of 1 to " + ID_BYTES + " bytes");
        }
        return id;
    }

    /** The text, or an empty one. */
    String text(String name) throws SidecarException {
        JsonValue value = object.getOrDefault(name, JsonValue.NULL);
        return switch (value) {
            case JsonString text -> text.getString();
            default -> {
                if (value.getValueType() != JsonValue.ValueType.NULL) {
                    throw unreadable("'" + name + "' must be text");
                }
                yield "";
            }
        };
    }

    boolean flag(String name, boolean otherwise) throws SidecarException {
        JsonValue value = object.getOrDefault(name, JsonValue.NULL);
        return switch (value.getValueType()) {
            case TRUE -> true;
            case FALSE -> false;
            case NULL -> otherwise;
            default -> throw unreadable("'" + name + "' must be true or false");
        };
    }

    /** The object, or an empty one. */
    Answer object(String name) throws SidecarException {
        JsonValue value = object.getOrDefault(name, JsonValue.NULL);
        if (value.getValueType() == JsonValue.ValueType.NULL) {
            return new Answer(what, JsonValue.EMPTY_JSON_OBJECT);
        }
        if (value instanceof JsonObject inner) {
            return new Answer(what, inner);
        }
        throw unreadable("'" + name + "' must be an object");
    }

    SidecarException unreadable(String why) {
        return unreadable(what, why);
    }

    private static SidecarException unreadable(String what, String why) {
        return new SidecarException(
                SidecarException.Reason.UNREADABLE,
                "The sidecar's %s cannot be used: %s.".formatted(what, why));
    }

    private static String shown(JsonNumber number) {
        String text = number.toString();
        return text.length() > 20 ? text.substring(0, 20) + "…" : text;
    }
}
