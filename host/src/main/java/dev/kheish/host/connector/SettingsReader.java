package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.secret.EnvironmentSecrets;
import dev.kheish.spi.FieldError;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.SettingType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads settings as people write them against the specs of a kind, and merges them over what is
 * stored: omitted members stay, null ones go back to their default (secrets stay), lists, maps and
 * nested objects are replaced whole. For one thread and one reading.
 */
final class SettingsReader {
    private final Mistakes mistakes = new Mistakes();
    private final SecretInputs secrets;
    private final ScalarInputs scalars = new ScalarInputs(mistakes);
    private final ListInputs lists = new ListInputs(mistakes, scalars);
    private final PolicyInputs policies = new PolicyInputs(mistakes);

    private SettingsReader(InputMode mode, ConnectorKey key, EnvironmentSecrets environment) {
        this.secrets = new SecretInputs(mode, key, environment, mistakes);
    }

    /** Reads {@code given} over {@code stored}, which an earlier reading made. */
    static Reading read(
            List<SettingSpec> specs,
            ObjectNode stored,
            ObjectNode given,
            InputMode mode,
            ConnectorKey key,
            EnvironmentSecrets environment) {
        SettingsReader reader = new SettingsReader(mode, key, environment);
        ObjectNode merged = reader.merge(specs, "", stored, given);
        // As it will be read back: trees from different readers differ in the types of their
        // numbers.
        ObjectNode settings = (ObjectNode) Json.readStored(Json.write(merged));
        return new Reading(
                settings, reader.secrets.writes(), reader.secrets.refs(), reader.mistakes.list());
    }

    private ObjectNode merge(
            List<SettingSpec> specs, String prefix, ObjectNode stored, ObjectNode given) {
        ObjectNode merged = stored.deepCopy();
        for (Map.Entry<String, JsonNode> member : given.properties()) {
            String path = prefix + member.getKey();
            Optional<SettingSpec> spec =
                    specs.stream().filter(each -> each.name().equals(member.getKey())).findFirst();
            if (spec.isPresent()) {
                set(merged, spec.get(), path, member.getValue());
            } else {
                unknown(specs, path, member.getKey());
            }
        }
        for (SettingSpec spec : specs) {
            if (spec.isRequired()
                    && !merged.has(spec.name())
                    && !mistakes.at(prefix + spec.name())) {
                mistakes.add(prefix + spec.name(), "is required");
            }
        }
        return merged;
    }

    private void unknown(List<SettingSpec> specs, String path, String name) {
        for (SettingSpec spec : specs) {
            if (spec.viewName().filter(name::equals).isPresent()) {
                mistakes.add(path, "appears in views only; give '" + spec.name() + "'");
                return;
            }
        }
        mistakes.unknown(path, name, specs.stream().map(SettingSpec::name).toList());
    }

    private void set(ObjectNode merged, SettingSpec spec, String path, JsonNode given) {
        if (given.isNull() && spec.type() == SettingType.SECRET) {
            return;
        }
        JsonNode value = given.isNull() ? null : value(spec, path, given);
        if (value == null) {
            merged.remove(spec.name());
        } else {
            merged.set(spec.name(), value);
        }
    }

    /** The value to store; null when there is none, or none that can be used. */
    private @Nullable JsonNode value(SettingSpec spec, String path, JsonNode given) {
        return switch (spec.type()) {
            case STRING, ENUM, URL, DURATION -> scalars.text(spec, path, given);
            case INT -> scalars.integer(spec, path, given);
            case BOOL -> scalars.bool(path, given);
            case SECRET -> secrets.read(path, given);
            case STRING_LIST -> lists.strings(spec, path, given);
            case INT_LIST -> lists.integers(spec, path, given);
            case OBJECT -> object(spec, path, given);
            case OBJECT_LIST -> objects(spec, path, given);
            case MAP -> lists.map(spec, path, given);
            case SLOT_MAP -> slots(spec, path, given);
            case REPLY_TARGETS -> lists.replyTargets(spec, path, given);
            case SESSION_POLICY -> policies.session(path, given);
            case DELIVERY_POLICY -> policies.delivery(path, given);
        };
    }

    private @Nullable JsonNode object(SettingSpec spec, String path, JsonNode given) {
        if (given instanceof ObjectNode object) {
            return merge(spec.members(), path + ".", Json.object(), object);
        }
        mistakes.add(path, "must be an object");
        return null;
    }

    private @Nullable JsonNode objects(SettingSpec spec, String path, JsonNode given) {
        String key = spec.key().orElseThrow();
        List<ObjectNode> elements = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (ListInputs.Element element : lists.elements(spec, path, given)) {
            if (!(element.node() instanceof ObjectNode object)) {
                mistakes.add(element.path(), "must be an object");
                continue;
            }
            String id = object.path(key).isTextual() ? object.path(key).textValue().strip() : "";
            if (id.isEmpty()) {
                mistakes.add(element.path() + "." + key, "is required");
                continue;
            }
            if (keys.contains(id)) {
                mistakes.add(element.path() + "." + key, "'" + id + "' appears twice");
            }
            keys.add(id);
            elements.add(merge(spec.members(), path + "." + id + ".", Json.object(), object));
        }
        return elements.isEmpty() ? null : Json.array().addAll(elements);
    }

    private @Nullable JsonNode slots(SettingSpec spec, String path, JsonNode given) {
        JsonNode map = lists.map(spec, path, given);
        if (map == null) {
            return null;
        }
        for (Map.Entry<String, JsonNode> member : map.properties()) {
            secrets.slot(path + "." + member.getKey(), member.getValue().textValue().strip());
        }
        return map;
    }

    /**
     * What a reading gave.
     *
     * @param settings to store, with references instead of secrets
     * @param writes secret values that go to slots in the same commit
     * @param refs slots that are named, by path
     */
    record Reading(
            ObjectNode settings,
            List<SecretWrite> writes,
            Map<String, String> refs,
            List<FieldError> errors) {
        /** The same without reply targets of kinds that are not loaded. */
        Reading withoutTargetsOf(List<SettingSpec> specs, List<String> loaded) {
            ObjectNode fewer = settings.deepCopy();
            for (SettingSpec spec : specs) {
                if (spec.type() == SettingType.REPLY_TARGETS
                        && fewer.path(spec.name()) instanceof ArrayNode handles) {
                    handles.removeIf(handle -> !loaded.contains(handle.path("plugin").asText()));
                }
            }
            return new Reading(fewer, writes, refs, errors);
        }
    }
}
