package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.secret.EnvironmentSecrets;
import dev.kheish.host.secret.Secrets;
import dev.kheish.host.secret.SlotName;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code {value?, secret_ref?, env?}}. Values are kept apart from what is stored: settings
 * hold references only. For one thread.
 */
final class SecretInputs {
    private static final String VALUE = "value";
    private static final String REF = "secret_ref";
    private static final String ENV = "env";
    // Views show these two; a view that is sent back must mean what it shows.
    private static final String CONFIGURED = "configured";
    private static final String SOURCE = "source";
    private static final List<String> KNOWN = List.of(VALUE, REF, ENV, CONFIGURED, SOURCE);

    private final InputMode mode;
    private final String slotPrefix;
    private final EnvironmentSecrets environment;
    private final Mistakes mistakes;
    private final List<SecretWrite> writes = new ArrayList<>();
    private final Map<String, String> refs = new HashMap<>();

    SecretInputs(
            InputMode mode, ConnectorKey key, EnvironmentSecrets environment, Mistakes mistakes) {
        this.mode = mode;
        this.slotPrefix = "connectors." + key.kind() + "." + key.name() + ".";
        this.environment = environment;
        this.mistakes = mistakes;
    }

    /** The reference to store; null when the input clears the secret or cannot be used. */
    @Nullable ObjectNode read(String path, JsonNode input) {
        if (!(input instanceof ObjectNode object)) {
            mistakes.add(path, "must be an object with value, secret_ref or env");
            return null;
        }
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!KNOWN.contains(member.getKey())) {
                mistakes.unknown(
                        path + "." + member.getKey(), member.getKey(), List.of(VALUE, REF, ENV));
            }
        }
        String value = text(object, path, VALUE);
        String ref = text(object, path, REF);
        String env = text(object, path, ENV);
        if (value.isEmpty() && ref.isEmpty() && env.isEmpty()) {
            if (object.path(CONFIGURED).asBoolean(false)) {
                mistakes.add(
                        path,
                        "says that it is configured, but not with what: give secret_ref or env");
            }
            return null;
        }
        if (!env.isEmpty()) {
            return env(path, env, value.isEmpty() && ref.isEmpty());
        }
        return value.isEmpty() ? ref(path, ref) : write(path, ref, value);
    }

    /** A name of a slot where no value can be given. */
    @Nullable String slot(String path, String slot) {
        if (!SlotName.isValid(slot)) {
            mistakes.add(path, "must be the name of a secret slot: " + SlotName.RULE);
            return null;
        }
        refs.put(path, slot);
        return slot;
    }

    List<SecretWrite> writes() {
        return List.copyOf(writes);
    }

    /** Slots that must exist, by the path of the setting that names them. */
    Map<String, String> refs() {
        return Map.copyOf(refs);
    }

    private @Nullable ObjectNode env(String path, String env, boolean alone) {
        if (!alone) {
            mistakes.add(path, "env cannot be combined with value or secret_ref");
            return null;
        }
        environment.refusal(env).ifPresent(reason -> mistakes.add(path + "." + ENV, reason));
        return Json.object().put(ENV, env);
    }

    private @Nullable ObjectNode ref(String path, String ref) {
        return slot(path + "." + REF, ref) == null ? null : Json.object().put(REF, ref);
    }

    private @Nullable ObjectNode write(String path, String ref, String value) {
        if (mode != InputMode.PUT) {
            mistakes.add(
                    path + "." + VALUE, "does not belong into the file; use env or secret_ref");
            return null;
        }
        boolean automatic = ref.isEmpty();
        String slot = automatic ? slotPrefix + path : ref;
        if (!SlotName.isValid(slot)) {
            mistakes.add(
                    path + "." + REF,
                    automatic
                            ? "is needed, because '%s' cannot name a slot".formatted(slot)
                            : "must be the name of a secret slot: " + SlotName.RULE);
            return null;
        }
        Secrets.refusal(value).ifPresent(reason -> mistakes.add(path + "." + VALUE, reason));
        for (SecretWrite other : writes) {
            if (other.slot().equals(slot) && !other.value().equals(value)) {
                mistakes.add(
                        path,
                        "gives the slot %s another value than %s does"
                                .formatted(slot, other.path()));
            }
        }
        writes.add(new SecretWrite(path, slot, value, automatic));
        return Json.object().put(REF, slot);
    }

    private String text(ObjectNode object, String path, String member) {
        JsonNode node = object.path(member);
        if (node.isMissingNode() || node.isNull()) {
            return "";
        }
        if (!node.isTextual()) {
            mistakes.add(path + "." + member, "must be text");
            return "";
        }
        return node.textValue().strip();
    }
}
