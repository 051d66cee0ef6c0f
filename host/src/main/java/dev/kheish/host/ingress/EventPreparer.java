package dev.kheish.host.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.asset.AssetTooLargeException;
import dev.kheish.host.asset.Assets;
import dev.kheish.host.asset.PreparedBlob;
import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.connector.TargetOutcome;
import dev.kheish.host.index.IndexKey;
import dev.kheish.host.json.JakartaNodes;
import dev.kheish.host.json.Json;
import dev.kheish.host.run.RunInput;
import dev.kheish.host.session.SessionHints;
import dev.kheish.spi.FileRef;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.InputItem;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Receipt.Refusal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Does all the work on an event that needs no transaction: limits, hashes, targets, the run's
 * input, and inline assets, which go to disk here. Safe for use by many threads.
 */
final class EventPreparer {
    // one level more than clients may send: kinds wrap what is no object
    private static final int METADATA_DEPTH = 33;

    private final ConnectorDirectory connectors;
    private final Assets assets;

    EventPreparer(ConnectorDirectory connectors, Assets assets) {
        this.connectors = connectors;
        this.assets = assets;
    }

    Prepared prepare(Source source, InboundEvent event) {
        try {
            EventLimits.check(event);
            List<StoredTarget> targets = targets(event);
            List<InlineAsset> inline = new ArrayList<>();
            RunInput input =
                    new RunInput(
                            source.plugin(),
                            event.sourceKind(),
                            event.actorId(),
                            items(event.items(), inline),
                            items(event.attachments(), inline),
                            metadata(event),
                            targets,
                            files(event.files()));
            return new Prepared.Ready(ready(source, event, input, inline));
        } catch (RefusedEvent e) {
            return new Prepared.Settled(e.receipt());
        }
    }

    private static PreparedEvent ready(
            Source source, InboundEvent event, RunInput input, List<InlineAsset> inline) {
        long incarnation = source.incarnation();
        IndexKey key = event.key().map(text -> ReceiptKeys.key(incarnation, text)).orElse(null);
        return new PreparedEvent(
                key,
                event.aliases().stream().map(alias -> ReceiptKeys.key(incarnation, alias)).toList(),
                key == null ? null : ReceiptKeys.fingerprint(event.fingerprint()),
                hints(source, event),
                new RateBuckets.Scope(incarnation, event.rateScope()),
                input,
                input.targets().isEmpty()
                        ? null
                        : Json.write(StoredTarget.listToJson(input.targets())),
                inline,
                inline.isEmpty() ? input.write() : null);
    }

    private static SessionHints hints(Source source, InboundEvent event) {
        return new SessionHints(
                source.policy().fixedSessionId(),
                event.sessionId().orElse(null),
                event.conversationKey().orElse(null),
                event.bindingKeys().isEmpty()
                        ? List.of()
                        : List.copyOf(new TreeSet<>(event.bindingKeys())),
                event.naturalSessionId().orElse(null));
    }

    private List<StoredTarget> targets(InboundEvent event) {
        if (event.targets().isEmpty()) {
            return List.of();
        }
        List<StoredTarget> targets = new ArrayList<>();
        for (InboundEvent.ReplyTo to : event.targets()) {
            switch (connectors.decode(to.handle(), to.origin())) {
                case TargetOutcome.Ok(StoredTarget target) -> {
                    if (!targets.contains(target)) {
                        targets.add(target);
                    }
                }
                case TargetOutcome.Bad(String detail) ->
                        throw new RefusedEvent(Refusal.BAD_TARGET, detail);
                case TargetOutcome.Unknown(String detail) ->
                        throw new RefusedEvent(Refusal.UNKNOWN_TARGET, detail);
            }
        }
        return targets;
    }

    private ArrayNode items(Collection<InputItem> items, List<InlineAsset> inline) {
        ArrayNode nodes = Json.array();
        for (InputItem item : items) {
            ObjectNode node = nodes.addObject();
            switch (item.type()) {
                case TEXT -> node.put("type", "text").put("text", item.text());
                case ASSET_REFERENCE -> {
                    if (assets.use(item.assetId()).isEmpty()) {
                        throw new RefusedEvent(
                                Refusal.UNKNOWN_ASSET,
                                "No asset '" + item.assetId() + "' is stored.");
                    }
                    node.put("type", "asset_reference").put("asset_id", item.assetId());
                }
                case INLINE_ASSET -> {
                    node.put("type", "asset_reference");
                    inline.add(new InlineAsset(node, blob(item)));
                }
            }
        }
        return nodes;
    }

    private PreparedBlob blob(InputItem item) {
        try {
            return assets.prepare(item.content(), item.mediaType().orElse(null), item.fileName());
        } catch (AssetTooLargeException e) {
            throw new RefusedEvent(
                    Refusal.TOO_LARGE,
                    "%s has more than %d bytes.".formatted(item.fileName(), e.limit()));
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to store an inline asset", e);
        }
    }

    private static JsonNode metadata(InboundEvent event) {
        return JakartaNodes.toNode(event.metadata(), METADATA_DEPTH)
                .orElseThrow(
                        () ->
                                new RefusedEvent(
                                        Refusal.TOO_LARGE,
                                        "metadata is nested deeper than "
                                                + METADATA_DEPTH
                                                + " levels."));
    }

    private static ArrayNode files(Collection<FileRef> files) {
        ArrayNode nodes = Json.array();
        for (FileRef file : files) {
            nodes.addObject()
                    .put("name", file.name())
                    .set("locator", JakartaNodes.toNode(file.locator()));
        }
        return nodes;
    }

    /** Ends the preparation of one event. */
    static final class RefusedEvent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Receipt receipt;

        RefusedEvent(Refusal reason, String detail) {
            super(null, null, false, false);
            this.receipt = new Receipt.Refused(reason, detail);
        }

        Receipt receipt() {
            return receipt;
        }
    }
}
