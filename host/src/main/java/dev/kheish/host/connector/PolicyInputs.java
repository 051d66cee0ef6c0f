package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.spi.SettingSpec;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the objects that the host itself acts on; an empty one counts as none. For one thread. */
final class PolicyInputs {
    static final String CREATE_IF_MISSING = "create_if_missing";
    static final String PERSONA = "persona_id";
    static final String CAPABILITIES = "capability_scope";
    static final String CREDENTIALS = "credential_scope";
    static final String MAX_ATTEMPTS = "max_attempts";
    static final String MAX_AGE = "max_age";
    static final String CONCURRENCY = "concurrency";
    static final String PER_SECOND = "per_second";
    static final String TIMEOUT = "timeout";

    private static final long DAY_MS = 86_400_000;
    private static final List<String> SCOPES = List.of(CAPABILITIES, CREDENTIALS);
    private static final List<SettingSpec> SESSION =
            List.of(
                    SettingSpec.bool(CREATE_IF_MISSING, false),
                    SettingSpec.string(PERSONA).between(1, 255));
    private static final List<SettingSpec> DELIVERY =
            List.of(
                    SettingSpec.integer(MAX_ATTEMPTS, DeliveryPolicy.DEFAULT.maxAttempts())
                            .between(1, 10_000),
                    SettingSpec.duration(MAX_AGE, "24h").between(1000, 30 * DAY_MS),
                    SettingSpec.integer(CONCURRENCY, DeliveryPolicy.DEFAULT.concurrency())
                            .between(1, 1024),
                    SettingSpec.integer(PER_SECOND, 0).between(0, 100_000),
                    SettingSpec.duration(TIMEOUT, "30s").between(1000, 600_000));

    private final Mistakes mistakes;
    private final ScalarInputs scalars;

    PolicyInputs(Mistakes mistakes) {
        this.mistakes = mistakes;
        this.scalars = new ScalarInputs(mistakes);
    }

    @Nullable JsonNode session(String path, JsonNode given) {
        return read(path, given, SESSION, SCOPES);
    }

    @Nullable JsonNode delivery(String path, JsonNode given) {
        return read(path, given, DELIVERY, List.of());
    }

    private @Nullable JsonNode read(
            String path, JsonNode given, List<SettingSpec> specs, List<String> scopes) {
        if (!(given instanceof ObjectNode object)) {
            mistakes.add(path, "must be an object");
            return null;
        }
        ObjectNode read = Json.object();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = member.getKey();
            String at = path + "." + name;
            Optional<SettingSpec> spec =
                    specs.stream().filter(each -> each.name().equals(name)).findFirst();
            if (spec.isEmpty() && !scopes.contains(name)) {
                mistakes.unknown(at, name, names(specs, scopes));
            } else if (!member.getValue().isNull()) {
                JsonNode value =
                        spec.isPresent()
                                ? value(spec.get(), at, member.getValue())
                                : scope(at, member.getValue());
                if (value != null) {
                    read.set(name, value);
                }
            }
        }
        return read.isEmpty() ? null : read;
    }

    private @Nullable JsonNode value(SettingSpec spec, String path, JsonNode given) {
        return switch (spec.type()) {
            case BOOL -> scalars.bool(path, given);
            case INT -> scalars.integer(spec, path, given);
            default -> scalars.text(spec, path, given);
        };
    }

    private @Nullable JsonNode scope(String path, JsonNode given) {
        if (given.isObject()) {
            return given;
        }
        mistakes.add(path, "must be an object");
        return null;
    }

    private static List<String> names(List<SettingSpec> specs, List<String> scopes) {
        return Stream.concat(specs.stream().map(SettingSpec::name), scopes.stream()).toList();
    }
}
