package dev.kheish.testkit;

import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.SettingType;
import dev.kheish.spi.Settings;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Settings from a map of Java values, with the kind's own defaults. Names are checked. */
public final class MapSettings implements Settings {
    private final String connector;
    private final List<SettingSpec> specs;
    private final Map<String, Object> values = new HashMap<>();

    private MapSettings(String connector, List<SettingSpec> specs) {
        this.connector = connector;
        this.specs = specs;
    }

    public static MapSettings of(ConnectorKind kind, String connector) {
        return new MapSettings(connector, kind.settings());
    }

    /** The members of a nested object. */
    public static MapSettings of(List<SettingSpec> members, String connector) {
        return new MapSettings(connector, members);
    }

    /**
     * Sets a text, number, truth value, list, map or nested settings; for a secret, true when it
     * has a source; for a delivery policy, its timeout as a {@link Duration}.
     */
    public MapSettings with(String name, Object value) {
        if (specs.stream().noneMatch(spec -> spec.name().equals(name))) {
            throw new IllegalArgumentException(name + " is no setting of this kind");
        }
        values.put(name, value);
        return this;
    }

    @Override
    public String connector() {
        return connector;
    }

    @Override
    public Optional<String> string(String name) {
        SettingSpec spec = spec(name, SettingType.STRING, SettingType.ENUM, SettingType.URL);
        JsonValue defaultValue = spec.defaultValue().orElse(null);
        String otherwise = defaultValue instanceof JsonString text ? text.getString() : null;
        return Optional.ofNullable((String) values.getOrDefault(name, otherwise));
    }

    @Override
    public long integer(String name) {
        JsonValue defaultValue = spec(name, SettingType.INT).defaultValue().orElseThrow();
        Object value = values.getOrDefault(name, ((JsonNumber) defaultValue).longValue());
        return ((Number) value).longValue();
    }

    @Override
    public boolean bool(String name) {
        JsonValue defaultValue = spec(name, SettingType.BOOL).defaultValue().orElseThrow();
        return (boolean) values.getOrDefault(name, defaultValue.equals(JsonValue.TRUE));
    }

    @Override
    public Duration duration(String name) {
        JsonValue defaultValue = spec(name, SettingType.DURATION).defaultValue().orElseThrow();
        Object value = values.get(name);
        return value == null ? duration((JsonString) defaultValue) : (Duration) value;
    }

    private static Duration duration(JsonString written) {
        String text = written.getString().toUpperCase(Locale.ROOT);
        if (text.endsWith("MS")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        return Duration.parse(text.endsWith("D") ? "P" + text : "PT" + text);
    }

    @Override
    public List<String> strings(String name) {
        spec(name, SettingType.STRING_LIST);
        return ((List<?>) values.getOrDefault(name, List.of()))
                .stream().map(String.class::cast).toList();
    }

    @Override
    public List<Long> integers(String name) {
        spec(name, SettingType.INT_LIST);
        return ((List<?>) values.getOrDefault(name, List.of()))
                .stream().map(Long.class::cast).toList();
    }

    @Override
    public Optional<Settings> object(String name) {
        spec(name, SettingType.OBJECT);
        return Optional.ofNullable((Settings) values.get(name));
    }

    @Override
    public List<Settings> objects(String name) {
        spec(name, SettingType.OBJECT_LIST);
        return ((List<?>) values.getOrDefault(name, List.of()))
                .stream().map(Settings.class::cast).toList();
    }

    @Override
    public Map<String, String> map(String name) {
        spec(name, SettingType.MAP, SettingType.SLOT_MAP);
        Map<String, String> map = new LinkedHashMap<>();
        ((Map<?, ?>) values.getOrDefault(name, Map.of()))
                .forEach((key, value) -> map.put((String) key, (String) value));
        return map;
    }

    @Override
    public Optional<Duration> deliveryTimeout(String name) {
        spec(name, SettingType.DELIVERY_POLICY);
        return Optional.ofNullable((Duration) values.get(name));
    }

    @Override
    public List<ReplyHandle> replyTargets(String name) {
        spec(name, SettingType.REPLY_TARGETS);
        return ((List<?>) values.getOrDefault(name, List.of()))
                .stream().map(ReplyHandle.class::cast).toList();
    }

    @Override
    public boolean hasSecret(String name) {
        spec(name, SettingType.SECRET);
        return (boolean) values.getOrDefault(name, false);
    }

    private SettingSpec spec(String name, SettingType... types) {
        List<SettingType> wanted = List.of(types);
        return specs.stream()
                .filter(spec -> spec.name().equals(name) && wanted.contains(spec.type()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " is none of " + wanted));
    }
}
