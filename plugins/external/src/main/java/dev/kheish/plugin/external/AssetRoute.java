package dev.kheish.plugin.external;

import dev.kheish.spi.Attachment;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.IngressRequest;
import dev.kheish.spi.OutputPart;
import dev.kheish.spi.Route;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of pending deliveries, for the sidecar that delivers them. The host answers Range, ETag
 * and HEAD.
 */
final class AssetRoute {
    private static final Pattern SAFE_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final int NOT_FOUND = 404;

    private final ConnectorContext context;
    private final IngressGate gate;

    AssetRoute(ConnectorContext context, IngressGate gate) {
        this.context = context;
        this.gate = gate;
    }

    Route route() {
        return Route.get("/deliveries/{delivery_id}/assets/{asset_id}/raw", this::read);
    }

    /** Whether an id can stand in a path as it is. */
    static boolean isSafe(String id) {
        return SAFE_ID.matcher(id).matches();
    }

    /** Where the sidecar finds a file, below the host's address; both ids are safe. */
    static String path(String connector, String deliveryId, String assetId) {
        return "/v1/connectors/%s/%s/deliveries/%s/assets/%s/raw"
                .formatted(ExternalKind.NAME, connector, deliveryId, assetId);
    }

    static Stream<Attachment> files(Delivery delivery) {
        return Stream.concat(delivery.parts().stream(), delivery.artifacts().stream())
                .map(OutputPart::attachment)
                .flatMap(Optional::stream);
    }

    private IngressReply read(IngressRequest request) {
        gate.admitReader(request);
        String deliveryId = request.pathParameter("delivery_id");
        String assetId = request.pathParameter("asset_id");
        if (!isSafe(deliveryId) || !isSafe(assetId)) {
            return notFound();
        }
        return context.pendingDelivery(deliveryId).stream()
                .flatMap(AssetRoute::files)
                .filter(file -> file.id().equals(assetId))
                .findFirst()
                .map(IngressReply::content)
                .orElseGet(AssetRoute::notFound);
    }

    private static IngressReply notFound() {
        return IngressReply.problem(
                NOT_FOUND,
                "not_found",
                "No pending delivery of this connector has that file; files can be fetched until"
                        + " their delivery has ended.");
    }
}
