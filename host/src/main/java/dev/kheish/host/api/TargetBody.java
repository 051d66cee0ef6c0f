package dev.kheish.host.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.connector.TargetOutcome;
import dev.kheish.host.json.Json;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;

import java.util.ArrayList;
import java.util.List;

/** Reads {@code reply_targets}: raw handles and structured targets, as an operator writes them. */
final class TargetBody {
    private static final int MOST = 64;
    private static final String MEMBER = "reply_targets";

    private final ConnectorDirectory connectors;

    TargetBody(ConnectorDirectory connectors) {
        this.connectors = connectors;
    }

    /** The member, which must be there. */
    List<StoredTarget> required(Members body) {
        if (!body.has(MEMBER)) {
            body.refuse(MEMBER, "is required; send [] to clear the targets");
        }
        return optional(body);
    }

    /**
     * The member, with {@code reply_plugin} and {@code reply_address} as its first element if they
     * are there.
     */
    List<StoredTarget> optional(Members body) {
        List<StoredTarget> targets = new ArrayList<>();
        ArrayNode list = body.optionalList(MEMBER, MOST).orElseGet(Json::array);
        for (int i = 0; i < list.size(); i++) {
            add(body, MEMBER + "[" + i + "]", decode(list.get(i)), targets);
        }
        return targets;
    }

    /** {@code reply_plugin} and {@code reply_address}, which come together. */
    List<StoredTarget> legacy(Members body) {
        List<StoredTarget> targets = new ArrayList<>();
        String plugin = body.optionalText("reply_plugin").orElse("");
        String address = body.optionalText("reply_address").orElse("");
        if (plugin.isBlank() != address.isBlank()) {
            body.refuse("reply_plugin", "comes together with reply_address");
        } else if (!plugin.isBlank()) {
            add(
                    body,
                    "reply_address",
                    connectors.decode(ReplyHandle.of(plugin, address), Origin.OPERATOR),
                    targets);
        }
        return targets;
    }

    private TargetOutcome decode(JsonNode node) {
        if (!node.isObject()) {
            return new TargetOutcome.Bad(
                    "must be an object with plugin and address, or with a type");
        }
        if (node.has("type")) {
            return connectors.decode(node, Origin.OPERATOR);
        }
        if (node.path("plugin").isTextual()
                && node.path("address").isTextual()
                && node.size() == 2) {
            return connectors.decode(
                    ReplyHandle.of(node.get("plugin").textValue(), node.get("address").textValue()),
                    Origin.OPERATOR);
        }
        return new TargetOutcome.Bad("must have the two texts plugin and address, or a type");
    }

    private static void add(
            Members body, String place, TargetOutcome outcome, List<StoredTarget> targets) {
        switch (outcome) {
            case TargetOutcome.Ok(StoredTarget target) -> {
                if (!targets.contains(target)) {
                    targets.add(target);
                }
            }
            case TargetOutcome.Bad(String detail) -> body.refuse(place, detail);
            case TargetOutcome.Unknown(String detail) -> body.refuse(place, detail);
        }
    }
}
