package dev.kheish.sidecar;

import java.net.URI;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** What the host told a sidecar at its start. Immutable. */
final class Environment {
    private static final int DEFAULT_MAX_REQUEST_BYTES = 2_097_152;
    private static final int MOST_REQUEST_BYTES = 1 << 30;

    private final String name;
    private final String instanceId;
    private final String listenHost;
    private final int listenPort;
    private final URI daemonUrl;
    private final @Nullable String sharedToken;
    private final @Nullable String credentialToken;
    private final @Nullable Path credentialTokenFile;
    private final List<String> credentialKeys;
    private final boolean lifeline;
    private final int maxRequestBytes;
    private final System.Logger.Level logLevel;

    private Environment(Variables in, String platform) {
        name = in.required("NAME");
        URI base = in.baseUrl();
        String host = base.getHost();
        // Brackets are an address' clothes, not part of it.
        listenHost = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        listenPort = base.getPort();
        daemonUrl = in.daemonUrl();
        sharedToken = in.sharedToken();
        credentialToken = in.token("CREDENTIAL_TOKEN");
        String file = in.optional("CREDENTIAL_TOKEN_FILE");
        credentialTokenFile = file == null ? null : Path.of(file);
        credentialKeys = in.credentialKeys();
        String id = in.token("INSTANCE_ID");
        instanceId = id == null ? platform + "-" + twelveHexDigits() : id;
        lifeline = "stdin".equals(in.optional("LIFELINE"));
        maxRequestBytes =
                in.bytes("MAX_REQUEST_BYTES", DEFAULT_MAX_REQUEST_BYTES, MOST_REQUEST_BYTES);
        logLevel = level(in);
    }

    /**
     * Reads the variables.
     *
     * @param platform the first half of an instance id that has to be made
     * @throws EnvironmentException if one is missing or bad
     */
    static Environment read(Map<String, String> variables, String platform) {
        return new Environment(new Variables(variables), platform);
    }

    // It tells instances apart and protects nothing: no reason to wait for a secure one.
    private static String twelveHexDigits() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(), 12);
    }

    private static System.Logger.Level level(Variables in) {
        String word = in.optional("LOG_LEVEL");
        return switch (word == null ? "INFO" : word.toUpperCase(Locale.ROOT)) {
            case "DEBUG" -> System.Logger.Level.DEBUG;
            case "INFO" -> System.Logger.Level.INFO;
            case "WARN", "WARNING" -> System.Logger.Level.WARNING;
            case "ERROR" -> System.Logger.Level.ERROR;
            default -> throw in.wrong("LOG_LEVEL", "is none of DEBUG, INFO, WARNING and ERROR.");
        };
    }

    String name() {
        return name;
    }

    String instanceId() {
        return instanceId;
    }

    String listenHost() {
        return listenHost;
    }

    int listenPort() {
        return listenPort;
    }

    URI daemonUrl() {
        return daemonUrl;
    }

    @Nullable
    String sharedToken() {
        return sharedToken;
    }

    @Nullable
    String credentialToken() {
        return credentialToken;
    }

    @Nullable
    Path credentialTokenFile() {
        return credentialTokenFile;
    }

    List<String> credentialKeys() {
        return credentialKeys;
    }

    boolean lifeline() {
        return lifeline;
    }

    int maxRequestBytes() {
        return maxRequestBytes;
    }

    System.Logger.Level logLevel() {
        return logLevel;
    }
}
