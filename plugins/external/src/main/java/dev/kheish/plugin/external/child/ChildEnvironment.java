package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * Makes the environment of one generation: a few variables of the host, the operator's over them,
 * the reserved ones over all. Secrets go here and nowhere else: arguments are seen by every user of
 * the machine.
 */
final class ChildEnvironment {
    private final Map<String, String> variables = new HashMap<>();

    /**
     * @param host the host's own environment
     * @param account whom the child runs as; the host's own user when null
     */
    ChildEnvironment(Map<String, String> host, @Nullable Account account, ChildSettings settings) {
        for (String name : Variables.KEPT) {
            String value = host.get(name);
            if (value != null) {
                variables.put(name, value);
            }
        }
        if (account != null) {
            variables.put("HOME", account.home()); // the host's own would be closed to it
        }
        variables.putAll(settings.environment());
        variables.put(Variables.BASE_URL, settings.baseUrl());
        if (settings.lifeline()) {
            variables.put(Variables.LIFELINE, "stdin");
        } else {
            variables.remove(Variables.LIFELINE);
        }
    }

    /** Who it is to be, and whom it is to talk to. */
    ChildEnvironment marked(Marker marker) {
        variables.put(Variables.NAME, marker.connector());
        variables.put(Variables.DAEMON_BASE_URL, marker.hostUrl());
        variables.put(Variables.INSTANCE_ID, marker.instanceId());
        return this;
    }

    /** The secret that both sides know. */
    ChildEnvironment with(String sharedToken) {
        variables.put(Variables.SHARED_TOKEN, sharedToken);
        return this;
    }

    /** What it fetches its secrets with. */
    ChildEnvironment with(Credentials credentials) {
        variables.put(Variables.CREDENTIAL_TOKEN, credentials.spawnToken());
        variables.put(Variables.CREDENTIAL_KEYS_JSON, credentials.namesJson());
        variables.put(Variables.CREDENTIAL_TOKEN_FILE, credentials.file().toString());
        return this;
    }

    /** All of it. */
    Map<String, String> variables() {
        return Map.copyOf(variables);
    }
}
