package dev.kheish.host.run;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.connector.TargetOutcome;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads lists of reply targets, raw handles and structured ones. Safe for use by many threads. */
final class TargetReader {
    private static final int MAX_TARGETS = 32;

    private final ConnectorDirectory connectors;

    TargetReader(ConnectorDirectory connectors) {
        this.connectors = connectors;
    }

    List<StoredTarget> read(JsonNode list, Origin origin, String where)
            throws OutputRefusedException {
        if (list.isMissingNode() || list.isNull()) {
            return List.of();
        }
        if (!list.isArray() || list.size() > MAX_TARGETS) {
            throw invalid(where + " must be a list of at most " + MAX_TARGETS + " reply targets.");
        }
        Set<StoredTarget> targets = new LinkedHashSet<>();
        for (int i = 0; i < list.size(); i++) {
            String place = where + "[" + i + "]";
            switch (decode(list.get(i), origin, place)) {
                case TargetOutcome.Ok(StoredTarget target) -> targets.add(target);
                case TargetOutcome.Bad(String detail) -> throw invalid(place + ": " + detail);
                case TargetOutcome.Unknown(String detail) -> throw invalid(place + ": " + detail);
            }
        }
        return List.copyOf(targets);
    }

    private TargetOutcome decode(JsonNode target, Origin origin, String where)
            throws OutputRefusedException {
        if (!target.isObject()) {
            throw invalid(where + " must be an object.");
        }
        if (target.has("type")) {
            return connectors.decode(target, origin);
        }
        JsonNode plugin = target.path("plugin");
        JsonNode address = target.path("address");
        if (!plugin.isTextual() || !address.isTextual() || target.size() != 2) {
            throw invalid(where + " must have a type, or just plugin and address.");
        }
        return connectors.decode(ReplyHandle.of(plugin.textValue(), address.textValue()), origin);
    }

    private static OutputRefusedException invalid(String message) {
        return new OutputRefusedException("invalid_reply_target", message);
    }
}
