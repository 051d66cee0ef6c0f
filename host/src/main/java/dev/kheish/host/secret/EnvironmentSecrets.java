package dev.kheish.host.secret;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Environment variables that settings may name as secrets. Immutable. */
public final class EnvironmentSecrets {
    private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");
    private static final String RESERVED_PREFIX = "KHEISH_";
    private static final String RESERVED_NAME = "CREDENTIALS_DIRECTORY";

    private final Map<String, String> environment;
    private final List<Pattern> allowed;
    private final String allowedText;

    /**
     * @param environment such as {@link System#getenv()}
     * @param allowed globs of names, {@code *} standing for any characters
     */
    public EnvironmentSecrets(Map<String, String> environment, List<String> allowed) {
        this.environment = Map.copyOf(environment);
        this.allowed = allowed.stream().map(EnvironmentSecrets::glob).toList();
        this.allowedText = String.join(", ", allowed);
    }

    /** Why a name may not be used; empty if it may, whether it is set or not. */
    public Optional<String> refusal(String name) {
        if (!FORM.matcher(name).matches()) {
            return Optional.of(
                    "must name an environment variable: letters, digits and underscores, the first"
                            + " no digit");
        }
        if (name.startsWith(RESERVED_PREFIX) || name.equals(RESERVED_NAME)) {
            return Optional.of(name + " belongs to the host itself; use another variable");
        }
        if (allowed.stream().noneMatch(glob -> glob.matcher(name).matches())) {
            return Optional.of(
                    "%s is not among the allowed variables (secrets.env-allowed: %s)"
                            .formatted(name, allowedText));
        }
        return Optional.empty();
    }

    /** Its value, trimmed; empty if it is not set, blank, or not allowed. */
    public Optional<String> value(String name) {
        if (refusal(name).isPresent()) {
            return Optional.empty();
        }
        return Optional.ofNullable(environment.get(name))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private static Pattern glob(String text) {
        return Pattern.compile(
                Arrays.stream(text.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")));
    }
}
