package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.spi.SettingSpec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the value of a secret setting comes from. */
sealed interface SecretSource {
    /** A slot of the encrypted store. */
    record Slot(String name) implements SecretSource {}

    /** A variable of the host's environment. */
    record Env(String name) implements SecretSource {}

    /** All of the settings, by path such as {@code team_bot_tokens.T1.bot_token}. */
    static Map<String, SecretSource> of(List<SettingSpec> specs, ObjectNode values) {
        Map<String, SecretSource> sources = new LinkedHashMap<>();
        collect(specs, values, "", sources);
        return Map.copyOf(sources);
    }

    /** The slot of each name in each slot map, by path such as {@code child.slots}. */
    static Map<String, Map<String, String>> slotMaps(List<SettingSpec> specs, ObjectNode values) {
        Map<String, Map<String, String>> maps = new LinkedHashMap<>();
        collectMaps(specs, values, "", maps);
        return Map.copyOf(maps);
    }

    private static void collectMaps(
            List<SettingSpec> specs,
            JsonNode values,
            String prefix,
            Map<String, Map<String, String>> maps) {
        for (SettingSpec spec : specs) {
            JsonNode value = values.path(spec.name());
            String path = prefix + spec.name();
            switch (spec.type()) {
                case SLOT_MAP -> {
                    Map<String, String> slots = new LinkedHashMap<>();
                    value.properties()
                            .forEach(each -> slots.put(each.getKey(), each.getValue().textValue()));
                    maps.put(path, Map.copyOf(slots));
                }
                case OBJECT -> collectMaps(spec.members(), value, path + ".", maps);
                case OBJECT_LIST -> {
                    String key = spec.key().orElseThrow();
                    value.forEach(
                            element ->
                                    collectMaps(
                                            spec.members(),
                                            element,
                                            path + "." + element.path(key).asText() + ".",
                                            maps));
                }
                default -> {}
            }
        }
    }

    private static void collect(
            List<SettingSpec> specs,
            JsonNode values,
            String prefix,
            Map<String, SecretSource> sources) {
        for (SettingSpec spec : specs) {
            JsonNode value = values.path(spec.name());
            String path = prefix + spec.name();
            switch (spec.type()) {
                case SECRET -> {
                    if (value.path("secret_ref").isTextual()) {
                        sources.put(path, new Slot(value.path("secret_ref").textValue()));
                    } else if (value.path("env").isTextual()) {
                        sources.put(path, new Env(value.path("env").textValue()));
                    }
                }
                case SLOT_MAP ->
                        value.properties()
                                .forEach(
                                        member ->
                                                sources.put(
                                                        path + "." + member.getKey(),
                                                        new Slot(member.getValue().textValue())));
                case OBJECT -> collect(spec.members(), value, path + ".", sources);
                case OBJECT_LIST -> {
                    String key = spec.key().orElseThrow();
                    value.forEach(
                            element ->
                                    collect(
                                            spec.members(),
                                            element,
                                            path + "." + element.path(key).asText() + ".",
                                            sources));
                }
                default -> {}
            }
        }
    }
}
