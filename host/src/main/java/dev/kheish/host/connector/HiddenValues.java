package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.spi.SettingSpec;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The values of settings that views keep to themselves, as far as programs that repeat them give
 * something away: of 8 characters or more, not a mere word such as {@code production}, and not what
 * another setting of the same connector shows anyway.
 */
final class HiddenValues {
    private static final int SHORTEST = 8;
    private static final Pattern WORD = Pattern.compile("\\p{L}+");

    private final Set<String> hidden = new LinkedHashSet<>();
    private final Set<String> shown = new HashSet<>();

    private HiddenValues() {}

    static List<String> of(List<SettingSpec> specs, ObjectNode values) {
        HiddenValues found = new HiddenValues();
        found.collect(specs, values);
        return found.hidden.stream()
                .filter(value -> value.length() >= SHORTEST)
                .filter(value -> !WORD.matcher(value).matches())
                .filter(value -> !found.shown.contains(value))
                .toList();
    }

    private void collect(List<SettingSpec> specs, JsonNode values) {
        for (SettingSpec spec : specs) {
            JsonNode value = values.path(spec.name());
            switch (spec.type()) {
                case OBJECT -> collect(spec.members(), value);
                case OBJECT_LIST -> value.forEach(each -> collect(spec.members(), each));
                case MAP -> texts(value, spec.viewName().isPresent() ? hidden : shown);
                case STRING, ENUM, URL -> {
                    if (!spec.isAdminOnly()) {
                        add(value, shown);
                    }
                }
                case STRING_LIST -> {
                    if (!spec.isAdminOnly()) {
                        texts(value, shown);
                    }
                }
                default -> {}
            }
        }
    }

    private static void texts(JsonNode values, Set<String> into) {
        values.forEach(each -> add(each, into));
    }

    private static void add(JsonNode value, Set<String> into) {
        if (value.isTextual()) {
            into.add(value.textValue());
        }
    }
}
