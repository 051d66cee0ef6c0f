package dev.kheish.plugin.external;

import dev.kheish.spi.Attachment;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.Evidence;
import dev.kheish.spi.Settings;
import dev.kheish.spi.TargetException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Hands outputs over to the sidecar, one request for each attempt. Thread-safe. */
final class Deliverer {
    private final ConnectorContext context;
    private final Sidecar sidecar;
    private final SidecarClient client;
    private final boolean hasToken;
    private final Duration timeout;
    private final DeliveryBody bodies;
    private final DeliveryAnswer answers;

    Deliverer(Settings settings, ConnectorContext context, Sidecar sidecar, SidecarClient client) {
        this.context = context;
        this.sidecar = sidecar;
        this.client = client;
        this.hasToken = settings.hasSecret(ExternalSettings.SHARED_TOKEN);
        this.timeout =
                settings.deliveryTimeout(ExternalSettings.DELIVERY)
                        .orElse(SidecarClient.DELIVERY_TIMEOUT);
        this.bodies = new DeliveryBody(context.connector(), context.json());
        this.answers = new DeliveryAnswer(context);
    }

    DeliveryResult deliver(Delivery delivery) throws InterruptedException {
        ReplyRoute route;
        try {
            route = ReplyRoute.read(delivery.target().address(), context::parse);
        } catch (TargetException e) {
            return DeliveryResult.rejected(e.getMessage());
        }
        return switch (sidecar.readiness()) {
            case Sidecar.Readiness.Not(DeliveryResult instead) -> instead;
            case Sidecar.Readiness.Ready(Manifest manifest) -> {
                Optional<String> refusal = refusal(delivery, manifest);
                yield refusal.isPresent()
                        ? DeliveryResult.rejected(refusal.get())
                        : send(delivery, route);
            }
        };
    }

    /** Why a delivery cannot be sent at all. */
    private Optional<String> refusal(Delivery delivery, Manifest manifest) {
        List<Attachment> files = AssetRoute.files(delivery).toList();
        if (files.isEmpty()) {
            return Optional.empty();
        }
        if (!manifest.attachmentsOut()) {
            return Optional.of(
                    "The output has files, and the sidecar's manifest says that it takes none"
                            + " (attachments_out).");
        }
        if (!hasToken) {
            return Optional.of(
                    "The output has files, and without a shared_token the sidecar could not fetch"
                            + " them; set one.");
        }
        // Ids go into paths as they are, and the sidecar sends its token wherever a path leads.
        boolean safe =
                AssetRoute.isSafe(delivery.id())
                        && files.stream().map(Attachment::id).allMatch(AssetRoute::isSafe);
        return safe
                ? Optional.empty()
                : Optional.of(
                        "The output has a file whose id is not of letters, digits, '-' and '_'; it"
                                + " cannot stand in a path.");
    }

    private DeliveryResult send(Delivery delivery, ReplyRoute route) throws InterruptedException {
        byte[] body = bodies.of(delivery, route).toString().getBytes(StandardCharsets.UTF_8);
        try {
            return answers.read(client.deliver(body, delivery.idempotencyKey(), timeout));
        } catch (EgressException e) {
            return DeliveryResult.retry(Unreached.text("POST /deliver", e), evidence(e));
        } catch (SidecarException e) {
            return DeliveryResult.retry(e.getMessage(), Evidence.none());
        }
    }

    // The breaker is for sidecars that are down; what an operator must mend is not that.
    private static Evidence evidence(EgressException e) {
        return switch (e.reason()) {
            case INVALID_URL, BLOCKED_ADDRESS -> Evidence.none();
            default -> Evidence.transportFailure();
        };
    }
}
