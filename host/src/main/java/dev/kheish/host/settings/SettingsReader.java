package dev.kheish.host.settings;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Hands out settings by dotted key and remembers what was asked for, so that a key nobody asks for
 * is a mistake. A value that cannot be read counts as its default until {@link #finish} throws. For
 * one thread.
 */
public final class SettingsReader {
    private final Map<String, Object> values = new TreeMap<>();
    private final TreeSet<String> asked = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    /** Reads from nested maps, as a YAML parser gives them. */
    public SettingsReader(Map<String, ?> nested) {
        flatten("", nested);
    }

    /** Text. */
    public String text(String key, String otherwise) {
        return read(
                key, otherwise, value -> value instanceof String text ? text : value.toString());
    }

    /** Text without a default. */
    public Optional<String> text(String key) {
        asked.add(key);
        return Optional.ofNullable(values.get(key)).map(Object::toString);
    }

    /** A path; a relative one is resolved against {@code base}. */
    public Path path(String key, Path base, String otherwise) {
        return base.resolve(text(key, otherwise)).normalize();
    }

    /** A whole number within limits, both inclusive. */
    public long number(String key, long otherwise, long min, long max) {
        return read(
                key,
                otherwise,
                value -> {
                    if (!(value instanceof Integer || value instanceof Long)) {
                        throw new IllegalArgumentException("'" + value + "' is not a whole number");
                    }
                    long number = ((Number) value).longValue();
                    if (number < min || number > max) {
                        throw new IllegalArgumentException(
                                number + " is not between " + min + " and " + max);
                    }
                    return number;
                });
    }

    /** True or false. */
    public boolean flag(String key, boolean otherwise) {
        return read(
                key,
                otherwise,
                value -> {
                    if (value instanceof Boolean flag) {
                        return flag;
                    }
                    throw new IllegalArgumentException("'" + value + "' is neither true nor false");
                });
    }

    /** A span of time such as {@code 30s}. */
    public Duration duration(String key, Duration otherwise) {
        return read(key, otherwise, value -> Durations.parse(value.toString()));
    }

    /** A size in bytes such as {@code 64MiB}. */
    public long bytes(String key, long otherwise) {
        return read(key, otherwise, value -> Sizes.parse(value.toString()));
    }

    /** One of these words. */
    public String oneOf(String key, String otherwise, List<String> words) {
        return read(
                key,
                otherwise,
                value -> {
                    if (words.contains(value.toString())) {
                        return value.toString();
                    }
                    throw new IllegalArgumentException(
                            "'" + value + "' is none of " + String.join(", ", words));
                });
    }

    /** A list of text. */
    public List<String> list(String key, List<String> otherwise) {
        return read(
                key,
                otherwise,
                value -> {
                    if (value instanceof List<?> list) {
                        return list.stream().map(String::valueOf).toList();
                    }
                    throw new IllegalArgumentException("'" + value + "' is not a list");
                });
    }

    /** Free names with text values, below this key. */
    public Map<String, String> map(String key) {
        String prefix = key + ".";
        Map<String, String> found = new LinkedHashMap<>();
        values.forEach(
                (name, value) -> {
                    if (name.startsWith(prefix)) {
                        asked.add(name);
                        found.put(name.substring(prefix.length()), value.toString());
                    }
                });
        return found;
    }

    /** Notes a mistake that only a look at several keys shows. */
    public void problem(String key, String message) {
        problems.add(key + ": " + message);
    }

    /**
     * Call when everything has been asked for.
     *
     * @throws SettingsException if anything is wrong
     */
    public void finish() {
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                problems.add(key + ": no such setting" + suggestion(key));
            }
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    private String suggestion(String key) {
        return Nearest.of(key, asked).map(near -> "; did you mean " + near + "?").orElse("");
    }

    private <T> T read(String key, T otherwise, Function<Object, T> parse) {
        asked.add(key);
        Object value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException e) {
            problems.add(key + ": " + e.getMessage());
            return otherwise;
        }
    }

    private void flatten(String prefix, Map<String, ?> nested) {
        nested.forEach((name, value) -> flatten(prefix, name, value));
    }

    @SuppressWarnings("unchecked") // YAML objects have text keys once parsed
    private void flatten(String prefix, String name, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case Map<?, ?> map -> flatten(prefix + name + ".", (Map<String, ?>) map);
            default -> values.put(prefix + name, value);
        }
    }
}
