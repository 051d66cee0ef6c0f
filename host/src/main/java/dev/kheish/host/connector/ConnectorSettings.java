package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.settings.Durations;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.SettingType;
import dev.kheish.spi.Settings;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checked settings as a kind sees them. Nobody changes the tree below it. */
final class ConnectorSettings implements Settings {
    private final String connector;
    private final List<SettingSpec> specs;
    private final ObjectNode values;

    ConnectorSettings(String connector, List<SettingSpec> specs, ObjectNode values) {
        this.connector = connector;
        this.specs = specs;
        this.values = values;
    }

    ObjectNode values() {
        return values;
    }

    @Override
    public String connector() {
        return connector;
    }

    @Override
    public Optional<String> string(String name) {
        SettingSpec spec = spec(name, SettingType.STRING, SettingType.ENUM, SettingType.URL);
        JsonNode value = values.path(name);
        return value.isTextual() ? Optional.of(value.textValue()) : defaultText(spec);
    }

    @Override
    public long integer(String name) {
        SettingSpec spec = spec(name, SettingType.INT);
        JsonNode value = values.path(name);
        if (value.isNumber()) {
            return value.longValue();
        }
        return spec.defaultValue()
                .map(JsonNumber.class::cast)
                .map(JsonNumber::longValue)
                .orElse(0L);
    }

    @Override
    public boolean bool(String name) {
        SettingSpec spec = spec(name, SettingType.BOOL);
        JsonNode value = values.path(name);
        return value.isBoolean()
                ? value.booleanValue()
                : spec.defaultValue().filter(JsonValue.TRUE::equals).isPresent();
    }

    @Override
    public Duration duration(String name) {
        SettingSpec spec = spec(name, SettingType.DURATION);
        JsonNode value = values.path(name);
        Optional<String> text =
                value.isTextual() ? Optional.of(value.textValue()) : defaultText(spec);
        return text.flatMap(Durations::find).orElse(Duration.ZERO);
    }

    @Override
    public List<String> strings(String name) {
        spec(name, SettingType.STRING_LIST);
        List<String> list = new ArrayList<>();
        values.path(name).forEach(element -> list.add(element.textValue()));
        return List.copyOf(list);
    }

    @Override
    public List<Long> integers(String name) {
        spec(name, SettingType.INT_LIST);
        List<Long> list = new ArrayList<>();
        values.path(name).forEach(element -> list.add(element.longValue()));
        return List.copyOf(list);
    }

    @Override
    public Optional<Settings> object(String name) {
        SettingSpec spec = spec(name, SettingType.OBJECT);
        return values.path(name) instanceof ObjectNode object
                ? Optional.of(new ConnectorSettings(connector, spec.members(), object))
                : Optional.empty();
    }

    @Override
    public List<Settings> objects(String name) {
        SettingSpec spec = spec(name, SettingType.OBJECT_LIST);
        List<Settings> list = new ArrayList<>();
        for (JsonNode element : values.path(name)) {
            list.add(new ConnectorSettings(connector, spec.members(), (ObjectNode) element));
        }
        return List.copyOf(list);
    }

    @Override
    public Map<String, String> map(String name) {
        spec(name, SettingType.MAP, SettingType.SLOT_MAP);
        Map<String, String> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : values.path(name).properties()) {
            map.put(member.getKey(), member.getValue().asText());
        }
        return Collections.unmodifiableMap(map);
    }

    @Override
    public Optional<Duration> deliveryTimeout(String name) {
        spec(name, SettingType.DELIVERY_POLICY);
        JsonNode value = values.path(name).path(PolicyInputs.TIMEOUT);
        return value.isTextual() ? Durations.find(value.textValue()) : Optional.empty();
    }

    @Override
    public List<ReplyHandle> replyTargets(String name) {
        spec(name, SettingType.REPLY_TARGETS);
        return handles(values.path(name));
    }

    @Override
    public boolean hasSecret(String name) {
        spec(name, SettingType.SECRET);
        return values.has(name);
    }

    static List<ReplyHandle> handles(JsonNode list) {
        List<ReplyHandle> handles = new ArrayList<>();
        for (JsonNode element : list) {
            handles.add(
                    ReplyHandle.of(
                            element.path("plugin").asText(), element.path("address").asText()));
        }
        return List.copyOf(handles);
    }

    private static Optional<String> defaultText(SettingSpec spec) {
        return spec.defaultValue().map(JsonString.class::cast).map(JsonString::getString);
    }

    private SettingSpec spec(String name, SettingType... types) {
        return specs.stream()
                .filter(spec -> spec.name().equals(name) && List.of(types).contains(spec.type()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "No setting '%s' of type %s was declared"
                                                .formatted(name, Arrays.toString(types))));
    }
}
