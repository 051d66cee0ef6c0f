package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.SettingType;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads lists and maps; an empty one counts as none. For one thread. */
final class ListInputs {
    // Kinds have limits of their own; what they wrap into JSON may grow to several times its size.
    static final int ADDRESS_LIMIT = 64 * 1024;

    private static final int TEXT_LIMIT = 4096;
    private static final int MAP_VALUE_LIMIT = 32 * 1024;
    private static final Pattern ENVIRONMENT_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");

    private final Mistakes mistakes;
    private final ScalarInputs scalars;

    ListInputs(Mistakes mistakes, ScalarInputs scalars) {
        this.mistakes = mistakes;
        this.scalars = scalars;
    }

    /** The elements with their paths; none if it is no list, or has too many. */
    List<Element> elements(SettingSpec spec, String path, JsonNode given) {
        if (!(given instanceof ArrayNode array)) {
            mistakes.add(path, "must be a list");
            return List.of();
        }
        if (array.size() < spec.min() || array.size() > spec.max()) {
            mistakes.add(path, "must have %s elements".formatted(ScalarInputs.range(spec)));
            return List.of();
        }
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            elements.add(new Element(path + "[" + i + "]", array.get(i)));
        }
        return elements;
    }

    @Nullable JsonNode strings(SettingSpec spec, String path, JsonNode given) {
        List<String> found = new ArrayList<>();
        for (Element element : elements(spec, path, given)) {
            if (!element.node().isTextual()) {
                mistakes.add(element.path(), "must be text");
                continue;
            }
            String text = scalars.normal(spec, element.node().textValue());
            if (text.length() > TEXT_LIMIT) {
                mistakes.add(element.path(), "must have at most " + TEXT_LIMIT + " characters");
            }
            if (!text.isEmpty() || spec.isVerbatim()) {
                found.add(text);
            }
        }
        ArrayNode list = Json.array();
        (spec.isSorted() ? new TreeSet<>(found) : found).forEach(list::add);
        return list.isEmpty() ? null : list;
    }

    @Nullable JsonNode integers(SettingSpec spec, String path, JsonNode given) {
        List<Long> found = new ArrayList<>();
        for (Element element : elements(spec, path, given)) {
            if (element.node().isIntegralNumber() && element.node().canConvertToLong()) {
                found.add(element.node().longValue());
            } else {
                mistakes.add(element.path(), "must be a whole number");
            }
        }
        ArrayNode list = Json.array();
        (spec.isSorted() ? new TreeSet<>(found) : found).forEach(list::add);
        return list.isEmpty() ? null : list;
    }

    @Nullable JsonNode map(SettingSpec spec, String path, JsonNode given) {
        if (!(given instanceof ObjectNode object)) {
            mistakes.add(path, "must be an object");
            return null;
        }
        if (object.size() < spec.min() || object.size() > spec.max()) {
            mistakes.add(path, "must have %s members".formatted(ScalarInputs.range(spec)));
            return null;
        }
        ObjectNode map = Json.object();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String at = path + "." + member.getKey();
            if (spec.type() == SettingType.SLOT_MAP
                    && !ENVIRONMENT_NAME.matcher(member.getKey()).matches()) {
                mistakes.add(at, "must be named like an environment variable");
            } else if (member.getKey().isBlank() || member.getKey().length() > TEXT_LIMIT) {
                mistakes.add(at, "must have a name of 1 to " + TEXT_LIMIT + " characters");
            } else if (SettingSeal.isSealed(member.getValue())) {
                mistakes.add(at, "cannot be decrypted; give it again");
            } else if (!member.getValue().isTextual()) {
                mistakes.add(at, "must be text");
            } else if (member.getValue().textValue().length() > MAP_VALUE_LIMIT) {
                mistakes.add(at, "must have at most " + MAP_VALUE_LIMIT + " characters");
            } else {
                map.set(member.getKey(), member.getValue());
            }
        }
        return map.isEmpty() ? null : map;
    }

    /** Raw handles; whether they can be used is for their kinds to say. */
    @Nullable JsonNode replyTargets(SettingSpec spec, String path, JsonNode given) {
        Set<ObjectNode> handles = new LinkedHashSet<>();
        for (Element element : elements(spec, path, given)) {
            if (!(element.node() instanceof ObjectNode object)) {
                mistakes.add(element.path(), "must be an object with plugin and address");
                continue;
            }
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                String name = member.getKey();
                if (!name.equals("plugin") && !name.equals("address")) {
                    mistakes.unknown(
                            element.path() + "." + name, name, List.of("plugin", "address"));
                }
            }
            String plugin = required(object, element.path(), "plugin");
            String address = required(object, element.path(), "address");
            if (address.getBytes(StandardCharsets.UTF_8).length > ADDRESS_LIMIT) {
                mistakes.add(
                        element.path() + ".address",
                        "must have at most " + ADDRESS_LIMIT + " bytes");
            }
            handles.add(Json.object().put("plugin", plugin).put("address", address));
        }
        return handles.isEmpty() ? null : Json.array().addAll(handles);
    }

    private String required(ObjectNode object, String path, String name) {
        JsonNode node = object.path(name);
        if (!node.isTextual() || node.textValue().isBlank()) {
            mistakes.add(path + "." + name, "is required as text");
            return "";
        }
        return node.textValue().strip();
    }

    /** One element of a list and where it stands. */
    record Element(String path, JsonNode node) {}
}
