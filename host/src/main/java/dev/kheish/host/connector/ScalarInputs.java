package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;

import dev.kheish.host.settings.Durations;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.SettingType;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads single values. For one thread. */
final class ScalarInputs {
    private static final Pattern WEB_SCHEME = Pattern.compile("https?", Pattern.CASE_INSENSITIVE);

    private final Mistakes mistakes;

    ScalarInputs(Mistakes mistakes) {
        this.mistakes = mistakes;
    }

    /** Trimmed; null when blank or wrong. */
    @Nullable JsonNode text(SettingSpec spec, String path, JsonNode given) {
        if (!given.isTextual()) {
            mistakes.add(path, "must be text");
            return null;
        }
        String text = normal(spec, given.textValue());
        if (text.isEmpty()) {
            return null;
        }
        problem(spec, text).ifPresent(message -> mistakes.add(path, message));
        return TextNode.valueOf(text);
    }

    @Nullable JsonNode integer(SettingSpec spec, String path, JsonNode given) {
        if (!given.isIntegralNumber()) {
            mistakes.add(path, "must be a whole number");
            return null;
        }
        if (!given.canConvertToLong()) {
            mistakes.add(path, "is out of range");
            return null;
        }
        long number = given.longValue();
        if (number < spec.min() && spec.isRaisedToMinimum()) {
            return LongNode.valueOf(spec.min());
        }
        if (number < spec.min() || number > spec.max()) {
            mistakes.add(path, "must be " + range(spec));
        }
        return LongNode.valueOf(number);
    }

    @Nullable JsonNode bool(String path, JsonNode given) {
        if (!given.isBoolean()) {
            mistakes.add(path, "must be true or false");
            return null;
        }
        return BooleanNode.valueOf(given.booleanValue());
    }

    String normal(SettingSpec spec, String text) {
        String trimmed = spec.isVerbatim() ? text : text.strip();
        return spec.isLowerCase() ? trimmed.toLowerCase(Locale.ROOT) : trimmed;
    }

    static String range(SettingSpec spec) {
        return spec.max() == Long.MAX_VALUE
                ? "at least " + spec.min()
                : "from %d to %d".formatted(spec.min(), spec.max());
    }

    private static Optional<String> problem(SettingSpec spec, String text) {
        if (spec.type() == SettingType.ENUM) {
            return spec.words().contains(text)
                    ? Optional.empty()
                    : Optional.of("must be one of " + String.join(", ", spec.words()));
        }
        if (spec.type() == SettingType.DURATION) {
            return duration(spec, text);
        }
        if (text.length() < spec.min() || text.length() > spec.max()) {
            return Optional.of("must have %s characters".formatted(range(spec)));
        }
        return spec.type() == SettingType.URL ? url(text) : Optional.empty();
    }

    // Limits of a span of time are milliseconds.
    private static Optional<String> duration(SettingSpec spec, String text) {
        Optional<Duration> duration = Durations.find(text);
        if (duration.isEmpty()) {
            return Optional.of(Durations.RULE);
        }
        long ms = duration.get().toMillis();
        return ms < spec.min() || ms > spec.max()
                ? Optional.of("must be %s milliseconds".formatted(range(spec)))
                : Optional.empty();
    }

    private static Optional<String> url(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getScheme() == null || !WEB_SCHEME.matcher(uri.getScheme()).matches()) {
                return Optional.of("must start with http:// or https://");
            }
            if (uri.getHost() == null || uri.getHost().isEmpty()) {
                return Optional.of("must name a host");
            }
            return uri.getRawUserInfo() == null
                    ? Optional.empty()
                    : Optional.of("must not hold user information");
        } catch (URISyntaxException e) {
            return Optional.of("is not a URL");
        }
    }
}
