package dev.kheish.host.app;

import dev.kheish.host.asset.Assets;
import dev.kheish.host.connector.HostServices;
import dev.kheish.host.connector.LiveConnector;
import dev.kheish.host.delivery.Deliveries;
import dev.kheish.host.ingress.Ingress;
import dev.kheish.spi.Attachment;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.Egress;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Submission;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What connectors ask of the rooms above theirs. */
record UpperServices(
        Ingress ingress,
        Deliveries deliveries,
        Assets assets,
        Egress egress,
        Clock clock,
        Supplier<String> address)
        implements HostServices {
    @Override
    public List<Receipt> submit(LiveConnector connector, Submission submission) {
        return ingress.submit(connector, submission);
    }

    @Override
    public Optional<Delivery> pendingDelivery(LiveConnector connector, String deliveryId) {
        return deliveries.pending(connector, deliveryId);
    }

    @Override
    public String url() {
        return address.get();
    }

    @Override
    public Optional<Attachment> asset(String assetId) {
        return assets.find(assetId).map(asset -> asset);
    }
}
