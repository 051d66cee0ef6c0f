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
