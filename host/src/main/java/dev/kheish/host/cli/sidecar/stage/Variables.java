package dev.kheish.host.cli.sidecar.stage;

import com.fasterxml.jackson.databind.node.ArrayNode;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The environment of a sidecar: exactly what the host gives to it, and nothing else. */
public final class Variables {
    public static final String PREFIX = "KHEISH_EXTERNAL_CONNECTOR_";

    /** What only the host may set. */
    public static final Set<String> RESERVED =
            Set.of(
                    PREFIX + "NAME",
                    PREFIX + "BASE_URL",
                    PREFIX + "DAEMON_BASE_URL",
                    PREFIX + "SHARED_TOKEN",
                    PREFIX + "CREDENTIAL_TOKEN",
                    PREFIX + "CREDENTIAL_TOKEN_FILE",
                    PREFIX + "CREDENTIAL_KEYS_JSON",
                    PREFIX + "LIFELINE");

    private static final List<String> INHERITED =
            List.of(
                    "PATH",
                    "HOME",
                    "LANG",
                    "LC_ALL",
                    "SSL_CERT_FILE",
                    "SSL_CERT_DIR",
                    "TMPDIR",
                    "TMP",
                    "TEMP",
                    "PYTHONHOME",
                    "PYTHONPATH",
                    "VIRTUAL_ENV",
                    "SYSTEMROOT",
                    "WINDIR");

    private final Map<String, String> values = new TreeMap<>();

    private Variables() {}

    /** What the launch brings; what the host adds comes on top of it. */
    static Variables of(Launch launch) {
        Variables variables = new Variables();
        for (String name : INHERITED) {
            String value = launch.inherited().get(name);
            if (value != null) {
                variables.values.put(name, value);
            }
        }
        variables.values.putAll(launch.environment());
        return variables;
    }

    Variables set(String name, String value) {
        values.put(PREFIX + name, value);
        return this;
    }

    /** Unless the settings of the connector have one. */
    Variables instance(String id) {
        values.putIfAbsent(PREFIX + "INSTANCE_ID", id);
        return this;
    }

    Variables credentialKeys(Set<String> names) {
        ArrayNode keys = Json.object().putArray("keys");
        new TreeSet<>(names).forEach(keys::add);
        return set("CREDENTIAL_KEYS_JSON", keys.toString());
    }

    Map<String, String> values() {
        return Map.copyOf(values);
    }
}
