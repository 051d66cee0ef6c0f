package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.SettingSpec;

import jakarta.json.JsonValue;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Settings as people may see them: numbers, flags and words always, the rest where it was given;
 * secrets as their source; hidden maps as names.
 */
final class SettingsView {
    private final boolean full;
    private final Function<ReplyHandle, String> address;

    /**
     * @param full whether it shows what only administrators may see
     * @param address how the address of a reply target is shown
     */
    SettingsView(boolean full, Function<ReplyHandle, String> address) {
        this.full = full;
        this.address = address;
    }

    void write(ObjectNode out, List<SettingSpec> specs, JsonNode values) {
        for (SettingSpec spec : specs) {
            if (full || !spec.isAdminOnly()) {
                write(out, spec, values.path(spec.name()));
            }
        }
    }

    private void write(ObjectNode out, SettingSpec spec, JsonNode value) {
        switch (spec.type()) {
            case SECRET -> out.set(spec.name(), secret(value));
            case MAP, SLOT_MAP -> map(out, spec, value);
            case OBJECT -> {
                if (value.isObject()) {
                    write(out.putObject(spec.name()), spec.members(), value);
                }
            }
            case OBJECT_LIST -> {
                ArrayNode list = Json.array();
                value.forEach(element -> write(list.addObject(), spec.members(), element));
                setUnlessEmpty(out, spec.name(), list);
            }
            case REPLY_TARGETS -> {
                ArrayNode list = Json.array();
                for (ReplyHandle handle : ConnectorSettings.handles(value)) {
                    list.addObject()
                            .put("plugin", handle.plugin())
                            .put("address", address.apply(handle));
                }
                setUnlessEmpty(out, spec.name(), list);
            }
            case STRING,
                    INT,
                    BOOL,
                    DURATION,
                    ENUM,
                    URL,
                    STRING_LIST,
                    INT_LIST,
                    SESSION_POLICY,
                    DELIVERY_POLICY -> {
                if (!value.isMissingNode()) {
                    out.set(spec.name(), value);
                } else {
                    spec.defaultValue().ifPresent(fallback -> out.set(spec.name(), node(fallback)));
                }
            }
        }
    }

    private static ObjectNode secret(JsonNode value) {
        ObjectNode view = Json.object().put("configured", value.isObject());
        for (String source : List.of("secret_ref", "env")) {
            if (value.path(source).isTextual()) {
                view.put("source", source).put(source, value.path(source).textValue());
            }
        }
        return view;
    }

    private static void map(ObjectNode out, SettingSpec spec, JsonNode value) {
        if (spec.viewName().isEmpty()) {
            if (value.isObject()) {
                out.set(spec.name(), value);
            }
            return;
        }
        TreeSet<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            names.add(member.getKey());
        }
        ArrayNode list = Json.array();
        names.forEach(list::add);
        setUnlessEmpty(out, spec.viewName().get(), list);
    }

    private static void setUnlessEmpty(ObjectNode out, String name, ArrayNode list) {
        if (!list.isEmpty()) {
            out.set(name, list);
        }
    }

    static JsonNode node(JsonValue value) {
        return Json.readStored(value.toString());
    }
}
