package dev.kheish.host.connector;

import java.util.List;
import java.util.Optional;

/**
 * How the last reading of the connectors file went.
 *
 * @param error why it could not be used as a whole; the last good one stays in force
 * @param refused entries that could not become connectors
 */
public record FileReport(
        String path, Optional<String> error, List<Refused> refused, long readAtMs) {
    /**
     * An entry that could not become a connector.
     *
     * @param code {@code name_taken} or {@code invalid_name}
     */
    public record Refused(ConnectorKey key, String code, String detail) {}
}
