package dev.kheish.sidecar;

import dev.kheish.sidecar.json.JsonReader;
import dev.kheish.sidecar.json.MalformedJson;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the variables that the host sets; an empty optional one is absent. */
final class Variables {
    static final String PREFIX = "KHEISH_EXTERNAL_CONNECTOR_";

    private final Map<String, String> environment;

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** True if this program was started by a host, rightly or not. */
    boolean any() {
        return environment.containsKey(PREFIX + "NAME")
                || environment.containsKey(PREFIX + "BASE_URL");
    }

    String required(String name) {
        String value = optional(name);
        if (value == null || value.isBlank()) {
            throw wrong(name, "is missing.");
        }
        return visible(name, value);
    }

    @Nullable
    String optional(String name) {
        String value = environment.get(PREFIX + name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** A text that can stand in a header. */
    @Nullable
    String token(String name) {
        String value = optional(name);
        return value == null ? null : visible(name, value);
    }

    private String visible(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                throw wrong(name, "has a character that is not visible ASCII.");
            }
        }
        return value;
    }

    /** Present but blank: set by somebody who thinks that it protects something. */
    @Nullable
    String sharedToken() {
        String value = environment.get(PREFIX + "SHARED_TOKEN");
        if (value != null && value.isBlank()) {
            throw wrong("SHARED_TOKEN", "is blank and protects nothing: leave it out, or set it.");
        }
        return value == null ? null : visible("SHARED_TOKEN", value);
    }

    /** Where to listen: {@code http://host:port} and nothing else. */
    URI baseUrl() {
        URI uri = uri("BASE_URL");
        boolean plain =
                "http".equals(uri.getScheme())
                        && uri.getHost() != null
                        && uri.getRawUserInfo() == null
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null
                        && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
        if (!plain || uri.getPort() < 1 || uri.getPort() > 65535) {
            throw wrong("BASE_URL", "is not of the form http://host:port.");
        }
        return uri;
    }

    /** Where the host is, without slashes at the end. */
    URI daemonUrl() {
        URI uri = uri("DAEMON_BASE_URL");
        boolean fit =
                ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                        && uri.getHost() != null
                        && uri.getPort() != 0
                        && uri.getPort() <= 65535
                        && uri.getRawUserInfo() == null
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null;
        if (!fit) {
            throw wrong("DAEMON_BASE_URL", "is not an http or https address.");
        }
        String text = uri.toString();
        int end = text.length();
        while (text.charAt(end - 1) == '/') {
            end--;
        }
        return URI.create(text.substring(0, end));
    }

    private URI uri(String name) {
        try {
            return new URI(required(name));
        } catch (URISyntaxException e) {
            throw wrong(name, "is not an address.");
        }
    }

    /** The names that credentials can be asked for. */
    List<String> credentialKeys() {
        String json = optional("CREDENTIAL_KEYS_JSON");
        if (json == null) {
            return List.of();
        }
        Object value;
        try {
            value = JsonReader.read(json);
        } catch (MalformedJson e) {
            throw wrong("CREDENTIAL_KEYS_JSON", "is not JSON: " + e.getMessage() + ".");
        }
        List<String> keys = new ArrayList<>();
        if (value instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof String key) {
                    keys.add(key);
                }
            }
            if (keys.size() == items.size()) {
                return List.copyOf(keys);
            }
        }
        throw wrong("CREDENTIAL_KEYS_JSON", "is not a JSON list of texts.");
    }

    /** A whole number from 1 up to {@code most}. */
    int bytes(String name, int missing, int most) {
        String text = optional(name);
        if (text == null) {
            return missing;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, "is not a whole number from 1 to " + most + ".");
        }
        throw wrong(name, "is not a whole number from 1 to " + most + ".");
    }

    EnvironmentException wrong(String name, String what) {
        return new EnvironmentException(PREFIX + name, what);
    }
}
